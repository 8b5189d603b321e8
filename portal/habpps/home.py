"""What HABPPS asks of people on their home page."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest

from portal.base.formats import plural
from portal.base.urls import reverse
from portal.ui import home
from portal.ui.home import Section, TodoCard

from .agreements import queries
from .amendments.queries import list_waiting_amendments
from .assignments.forms import DORMANT
from .assignments.queries.vacancies import uncovered_activities
from .belonging.queries import list_waiting_places
from .names.queries import list_names_to_decide
from .partners.wording import title_of
from .people.queries import users
from .permissions import ASSIGN_ROLES, DECIDE_NAMES, MANAGE_USERS
from .proposals.queries import WAITING, proposals_to_answer
from .rights import shown
from .rights.actor import Actor
from .rights.holders import helpers_of
from .rights.precautions import suspensions_of
from .rights.roles import Role

# By these alone nobody does anything.
ENTRANCE = (Role.PARTNER_USER, Role.AFAS_DECLARANT)


def cards(request: HttpRequest) -> Iterator[TodoCard]:
    """At most one query per concern, and only for who can do something about it."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return
    yield from _own_invitations(actor)
    # A Caf sees its partners' vacancies in its own lists; here they would drown everything else.
    if actor.may(ASSIGN_ROLES) and actor.has_role(Role.AFAS_MANAGER):
        yield from _vacancies(actor)
    if actor.may(MANAGE_USERS) and actor.has_role(Role.PARTNER_ADMIN):
        yield from _invitations(actor)
    if actor.has_role(Role.CAF_ADMIN):
        yield from _amendments(actor)
        yield from _proposals(actor)
    if actor.may(DECIDE_NAMES):
        yield from _names(actor)
    if actor.has_role(Role.CAF_ADMIN, Role.PARTNER_ADMIN):
        yield from _administrators(actor)


def _own_invitations(actor: Actor) -> Iterator[TodoCard]:
    if actor.id is None:
        return
    for place in list_waiting_places(actor.id, actor.today)[: shown.SHOWN]:
        detail = "Rien ne change tant que vous n'avez pas accepté ou refusé."
        address = reverse("habpps:invitations")
        yield TodoCard(f"Invitation à laquelle répondre : {place}", detail, address, "Répondre")


def _vacancies(actor: Actor) -> Iterator[TodoCard]:
    """The vacant roles first; then those that are given to people for whom they do not count yet."""
    found = list(uncovered_activities(actor))
    address = f"{reverse('habpps:assignments')}?etat=VACANT"
    vacant = [each for each in found if each.vacant]
    for each in vacant[: shown.SHOWN]:
        missing = ", ".join(role.label for role in each.vacant)
        yield TodoCard(f"{each.activity} : rôle non attribué", missing, address, "Affecter un rôle")
    if len(vacant) > shown.SHOWN:
        yield TodoCard("D'autres activités ont des rôles non attribués", "", address, "Voir la liste")
    if dormant := [each.activity for each in found if each.dormant]:
        more = f" et {plural(len(dormant) - shown.SHOWN, 'autre', 'autres')}" if len(dormant) > shown.SHOWN else ""
        title = "Rôles attribués, mais sans effet aujourd'hui"
        waiting = f"{reverse('habpps:coverage')}?roles={DORMANT}"
        detail = f"{', '.join(dormant[: shown.SHOWN])}{more}"
        yield TodoCard(title, detail, waiting, "Voir qui est attendu", tone="neutral")


def _invitations(actor: Actor) -> Iterator[TodoCard]:
    found = users.unused_invitations(actor)
    for name, access, _ in found[: shown.SHOWN]:
        address = reverse("habpps:invitation_resend", args=[access])
        detail = "Cette personne n'y a pas répondu. Vérifiez son adresse, ou renvoyez-la."
        yield TodoCard(f"Invitation sans réponse : {name}", detail, address, "Renvoyer l'invitation", tone="neutral")
    for _, _, agreement in found[shown.SHOWN :]:
        address = f"{reverse('habpps:users', args=[agreement])}?statut=EXPIREE"
        detail = "Dans la liste, cochez-les pour les renvoyer toutes à la fois."
        yield TodoCard("D'autres invitations ont expiré", detail, address, "Voir la liste", tone="neutral")


def _amendments(actor: Actor) -> Iterator[TodoCard]:
    for partner, number, public_id in list_waiting_amendments(actor)[: shown.SHOWN]:
        detail = "L'avenant change un administrateur de la convention : enregistrez sa signature, ou refusez-le."
        address = reverse("habpps:amendment", args=[public_id])
        yield TodoCard(f"Avenant n°\u00a0{number} à signer : {partner}", detail, address, "Voir l'avenant")


def _proposals(actor: Actor) -> Iterator[TodoCard]:
    found = proposals_to_answer(actor)
    for each in found[: shown.SHOWN]:
        detail = (
            f"La {each.caf.name} propose de {title_of(each)}. Votre Caf pilote cet organisme : acceptez ou refusez."
        )
        address = reverse("habpps:proposal", args=[each.public_id])
        yield TodoCard(f"Proposition d'une autre Caf : {each.partner.name}", detail, address, "Voir la proposition")
    if len(found) > shown.SHOWN:
        address = f"{reverse('habpps:proposals')}?statut={WAITING}"
        yield TodoCard("D'autres propositions attendent votre réponse", "", address, "Voir la liste")


def _names(actor: Actor) -> Iterator[TodoCard]:
    for asked in list_names_to_decide(actor)[: shown.SHOWN]:
        detail = f"Cette personne demande à s'appeler {asked}. Son nom ne change pas tant que vous n'avez pas décidé."
        address = reverse("habpps:name_decide", args=[asked.public_id])
        title = f"Changement de nom à décider : {asked.user.get_full_name()}"
        yield TodoCard(title, detail, address, "Examiner la demande")


def _administrators(actor: Actor) -> Iterator[TodoCard]:
    for partner, public_id, count in queries.short_of_administrators(actor)[: shown.SHOWN]:
        has = "Aucun administrateur" if count == 0 else "Un seul administrateur"
        detail = "La convention doit en avoir deux : un avenant en désigne un autre."
        yield TodoCard(
            f"{has} : {partner}", detail, reverse("habpps:agreement", args=[public_id]), "Voir la convention"
        )


def suspended(request: HttpRequest) -> Section | None:
    """Why somebody whom the Caf has suspended can do nothing, and whom to ask."""
    actor = getattr(request, "actor", None)
    if actor is None or any(not grant.is_partner for grant in actor.grants):
        return None
    found = suspensions_of(actor)
    return (
        Section("Accès suspendu", "habpps/screens/suspended.html", {"suspensions": found}, urgent=True)
        if found
        else None
    )


def nothing_open(request: HttpRequest) -> Section | None:
    """Why somebody who may enter sees nothing, and who can change it."""
    actor = getattr(request, "actor", None)
    if actor is None or any(grant.role not in ENTRANCE for grant in actor.grants) or suspensions_of(actor):
        return None
    context = {"enters": actor.organisations.values(), "in_group": actor.has_role(Role.AFAS_DECLARANT)}
    context["helpers"] = " ou ".join(helpers_of(actor))
    return Section("Vos droits", "habpps/screens/nothing_open.html", context, urgent=True)


def register() -> None:
    home.register(cards)
    home.register_section(suspended)
    home.register_section(nothing_open)
