"""The main pages, by whom, and how many times its floor each may cost."""

from dataclasses import dataclass

from django.urls import reverse

from portal.accounts.models import User
from portal.afas.models import Declaration, DeclarationPart
from portal.afas.models.declarations import PartState, State
from portal.habpps.models import Agreement, Grant
from portal.habpps.rights.roles import Role

MOST = 6.0  # times the floor


@dataclass(frozen=True)
class Page:
    """`list25`: a list of 25 rows, which must cost less than Django's own admin list."""

    who: str
    name: str
    user: User
    url: str
    most: float = MOST
    list25: bool = False


def pages() -> list[Page]:
    return [*partner_pages(), *caf_pages(), *large_pages()]


def received() -> Declaration:
    """A declaration that the first Caf is to handle."""
    caf = first_caf_admin().grants.get(role=Role.CAF_ADMIN).caf
    return Declaration.objects.filter(caf=caf, state=State.TRANSMITTED).order_by("pk")[0]


def first_caf_admin() -> User:
    return User.objects.get(username="ca0000000")


def holder(declaration: Declaration, role: Role) -> User:
    return Grant.objects.filter(activity=declaration.activity, role=role).order_by("pk")[0].user


def open_declaration() -> Declaration:
    """One whose financial figures are to be corrected; it is in progress once an autosave has been measured."""
    to_type = DeclarationPart.objects.filter(kind="FINANCIAL", state__in=(PartState.TO_CORRECT, PartState.IN_PROGRESS))
    return to_type.order_by("-declaration")[0].declaration


def partner_pages() -> list[Page]:
    sent, typed = received(), open_declaration()
    approver, provider = holder(sent, Role.APPROVER), holder(typed, Role.FINANCIAL_DATA_PROVIDER)
    activity, entry = sent.activity, reverse("afas:entry", args=[typed.public_id, "FINANCIAL"])
    return [
        Page("approver", "Bienvenue", approver, reverse("home")),
        Page("approver", "Mes déclarations", approver, reverse("afas:declarations")),
        Page("approver", "Déclaration", approver, reverse("afas:declaration", args=[sent.public_id])),
        Page("approver", "Version transmise", approver, reverse("afas:version", args=[sent.public_id, sent.version])),
        Page("approver", "Statistiques", approver, reverse("statistics:activity", args=[activity.public_id])),
        Page("approver", "Mon compte", approver, reverse("account_details")),
        Page("provider", "Saisie", provider, entry),
    ]


def caf_pages() -> list[Page]:
    admin, sent = first_caf_admin(), received()
    agent = Grant.objects.filter(caf=sent.caf, role=Role.CAF_AGENT).order_by("pk")[0].user
    agreement = sent.activity.agreement
    siret = agreement.partner.siret
    return [
        Page("Caf admin", "Bienvenue", admin, reverse("home")),
        Page("Caf admin", "Organismes", admin, reverse("habpps:partners"), list25=True),
        Page("Caf admin", "Conventions", admin, reverse("habpps:agreements"), list25=True),
        Page("Caf admin", "… 50 par page", admin, f"{reverse('habpps:agreements')}?par_page=50"),
        Page("Caf admin", "Convention", admin, reverse("habpps:agreement", args=[agreement.public_id])),
        Page("Caf admin", "Habilitations", admin, reverse("habpps:assignments"), list25=True),
        Page("Caf admin", "Qui fait quoi", admin, reverse("habpps:coverage"), list25=True),
        Page("Caf admin", "Agents", admin, reverse("habpps:officials"), list25=True),
        Page("Caf admin", "Supervision", admin, reverse("habpps:supervision")),
        Page("Caf admin", "Mesures de précaution", admin, reverse("habpps:measures")),
        Page("Caf admin", "Mails", admin, reverse("habpps:letters"), list25=True),
        Page("Caf admin", "Connexions", admin, reverse("habpps:connections"), list25=True),
        Page("Caf admin", "Utilisateurs inactifs", admin, reverse("habpps:idle_users"), list25=True),
        Page("Caf admin", "Journal", admin, reverse("habpps:journal")),
        Page("Caf admin", "Rechercher", admin, f"{reverse('habpps:search')}?q=mar"),
        Page("Caf admin", "… un SIRET", admin, f"{reverse('habpps:search')}?q={siret}"),
        Page("Caf agent", "Déclarations à traiter", agent, reverse("afas:caf_inbox"), list25=True),
        Page("Caf agent", "Dossier", agent, reverse("afas:caf_file", args=[sent.public_id])),
        Page("Caf agent", "Avancement", agent, reverse("afas:caf_progress")),
        Page("Caf agent", "Ouvertures", agent, reverse("afas:caf_openings")),
        Page("Caf agent", "… à écarter", agent, reverse("afas:caf_openings") + "?vue=a-ecarter"),
        Page(
            "Caf agent", "Statistiques de la Caf", agent, reverse("statistics:caf_campaigns", args=[sent.caf.public_id])
        ),
    ]


def large_pages() -> list[Page]:
    """An administrator of 300 users and 150 activities, and the user who holds every role there."""
    agreement = Agreement.objects.get(label="Convention zl")
    key = agreement.public_id
    held = Grant.objects.filter(agreement=agreement)
    admin = held.filter(role=Role.PARTNER_ADMIN).order_by("pk")[0].user
    last = held.filter(role=Role.PARTNER_USER).order_by("-pk")[0]
    return [
        Page("300 users", "Bienvenue", admin, reverse("home")),
        Page("300 users", "Liste des utilisateurs", admin, reverse("habpps:users", args=[key]), list25=True),
        Page("300 users", "… 50 par page", admin, f"{reverse('habpps:users', args=[key])}?par_page=50"),
        Page(
            "300 users",
            "… cherchée, triée",
            admin,
            f"{reverse('habpps:users', args=[key])}?nom=nom1&tri=-adresse",
            list25=True,
        ),
        Page("300 users", "Créer un utilisateur", admin, reverse("habpps:user_create", args=[key])),
        Page("300 users", "Un utilisateur", admin, reverse("habpps:user", args=[last.public_id])),
        Page("300 users", "Groupes", admin, reverse("habpps:groups", args=[key]), list25=True),
        Page("300 users", "Avenants", admin, reverse("habpps:amendments", args=[key])),
        Page("300 users", "Habilitations", admin, reverse("habpps:assignments"), list25=True),
        Page("300 users", "Qui fait quoi", admin, reverse("habpps:coverage"), list25=True),
        # 300 people to choose from and 150 boxes to tick, in one form.
        Page("300 users", "Habiliter", admin, reverse("habpps:assign")),
        Page("300 users", "Départ", admin, reverse("habpps:departure", args=[last.public_id])),
        Page("300 users", "Rechercher", admin, f"{reverse('habpps:search')}?q=nom1"),
        Page("every role", "Bienvenue", last.user, reverse("home")),
    ]
