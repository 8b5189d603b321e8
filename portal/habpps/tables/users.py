from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from typing import Any

from django.core.paginator import Page
from django.urls import reverse

from portal.accounts.models import User
from portal.base import clock
from portal.base.formats import long_date, short_date
from portal.habpps.actions.granting import is_over
from portal.habpps.models import Agreement, Grant
from portal.habpps.queries.people import Shown
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import grantable_roles
from portal.habpps.rights.effective import why_not_effective
from portal.habpps.rights.roles import Role
from portal.ui.pieces import Action, State, SummaryRow
from portal.ui.tables import Actions, Column, Link, Row, States, Table, Text

from .states import user_states, words

COLUMNS = [
    Column("Identifiant", sort="identifiant", value="shown_username"),
    Column("Nom", sort="nom", value="shown_last_name"),
    Column("Prénom", sort="prenom", value="shown_first_name"),
    Column("Adresse mail", sort="adresse", value="shown_email"),
    Column("Téléphone", sort="telephone", value="shown_phone"),
    Column("Date d'ouverture", sort="ouverture", value="valid_from"),
    Column("Date de clôture", sort="cloture", value="valid_until"),
    Column("Statut", value="status"),
    Column("Modifier/Supprimer"),
    Column("Autres actions"),
]
INVITED, UNTIL_ANSWERED = "Invité", "Visible après sa première connexion"
ACTIVE, INACTIVE = State("Actif", "success"), State("Inactif", "neutral")
PAST = State("Historique", "neutral", "history")

NOT_ANSWERED = "la personne n'a pas encore répondu à l'invitation"


def users_table(
    page: Page, sort: str, agreement: Agreement, today: date, *, may_manage: bool, own: int | None, filtered: bool
) -> Table:
    """`own`: the id of who looks, whose own access offers nothing to change."""
    key = agreement.public_id
    create = Action("Créer un utilisateur", reverse("habpps:user_create", args=[key]), "plus")
    selected = [
        Action("Ajouter à un groupe", reverse("habpps:users_group", args=[key]), "plus"),
        Action("Renvoyer l'invitation", reverse("habpps:users_invite", args=[key]), "mail"),
        Action("Clôturer l'accès", reverse("habpps:users_close", args=[key]), "lock"),
    ]
    return Table(
        caption="Utilisateurs de la convention",
        columns=COLUMNS,
        rows=[_row(row, today, may_manage=may_manage and row["user_id"] != own) for row in page],
        page=page,
        sort=sort,
        noun=("utilisateur trouvé", "utilisateurs trouvés"),
        filtered=filtered,
        exports=True,
        bulk=selected if may_manage else (),
        empty="Personne n'a encore accès à cette convention.",
        empty_action=create if may_manage else None,
    )


def states_of(row: dict[str, Any], today: date) -> States:
    return user_states(
        row["user__state"],
        row["valid_from"],
        row["valid_until"],
        revoked=row["revoked_at"] is not None,
        today=today,
        suspended=row["suspended_at"] is not None,
        invited_at=row["shown_invited_at"],
    )


def exported_rows(rows: Iterable[dict[str, Any]], today: date) -> Iterator[dict[str, Any]]:
    """The same rows with « Statut » in words."""
    for row in rows:
        yield {**row, "status": words(states_of(row, today))}


def _row(row: dict[str, Any], today: date, *, may_manage: bool) -> Row:
    key = row["public_id"]
    name = f"{row['shown_first_name']} {row['shown_last_name']}"
    over = row["revoked_at"] is not None or (row["valid_until"] is not None and row["valid_until"] < today)
    here = reverse("habpps:user", args=[key])
    # Without icons: two menus a row, and a page of a hundred rows, weigh.
    services = Action("Gérer / rapporter les services de l'utilisateur", here)
    return Row(
        [
            Link(row["shown_username"] or INVITED, here),
            row["shown_last_name"],
            row["shown_first_name"],
            row["shown_email"],
            row["shown_phone"],
            short_date(row["valid_from"]),
            short_date(clock.day(row["revoked_at"]) if row["revoked_at"] else row["valid_until"]),
            states_of(row, today),
            Actions(others=_changes(key, over=over), about=name, menu_label="Modifier") if may_manage else "",
            Actions(others=[services, *(_others(row, key, over=over) if may_manage else [])], about=name),
        ],
        key=key if may_manage and not over else "",
        name=name,
        muted=over,
    )


def _changes(key: str, *, over: bool) -> list[Action]:
    if over:
        return [Action("Rouvrir l'accès", reverse("habpps:user_reopen", args=[key]))]
    return [
        Action("Modifier", reverse("habpps:user_contact", args=[key])),
        Action("Modifier les dates d'accès", reverse("habpps:grant_change", args=[key])),
        Action("Supprimer", reverse("habpps:user_close", args=[key]), danger=True),
    ]


def _others(row: dict[str, Any], key: str, *, over: bool) -> list[Action]:
    if over:
        return []
    waits = row["shown_invited_at"] is not None or row["user__state"] == User.State.PENDING
    link = (
        Action("Renvoyer l'invitation", reverse("habpps:invitation_resend", args=[key]))
        if waits
        else Action("Réinitialiser le mot de passe", reverse("habpps:password_reset", args=[key]))
    )
    return [Action("Ajouter à un groupe", reverse("habpps:group_add", args=[key])), link]


def user_rows(membership: Grant, person: Shown, today: date) -> list[SummaryRow]:
    """`person`: as the convention sees them; what the account says of itself comes once they have answered."""
    account = membership.user
    answered = person.invited_at is None
    state = user_states(
        account.state,
        membership.valid_from,
        membership.valid_until,
        revoked=membership.revoked_at is not None,
        today=today,
        suspended=membership.suspended_at is not None,
        invited_at=person.invited_at,
    )
    ended = clock.day(membership.revoked_at) if membership.revoked_at else membership.valid_until
    return [
        SummaryRow("Identifiant", person.username or UNTIL_ANSWERED),
        SummaryRow("Adresse mail", person.email),
        SummaryRow("Téléphone", person.phone),
        SummaryRow("Poste de travail", account.get_mobility_display() if answered else ""),
        SummaryRow("Statut", words(state)),
        SummaryRow("Date d'ouverture", long_date(membership.valid_from)),
        SummaryRow("Date de clôture", long_date(ended)),
    ]


def access_actions(membership: Grant, today: date) -> list[Action]:
    """What can be done to the access of one person to one convention."""
    to = partial(_to, membership)
    if is_over(membership, today):
        return [Action("Rouvrir l'accès", to("user_reopen"), "return")]
    return [
        Action("Ajouter à un groupe", to("group_add"), "plus"),
        Action("Modifier les dates d'accès", to("grant_change"), "calendar"),
        Action("Départ de l'organisme", to("departure"), "return"),
        Action("Clôturer l'accès", to("user_close"), "trash", danger=True),
    ]


def account_actions(membership: Grant, person: Shown, *, may_touch: bool) -> list[Action]:
    """What can be done for the account behind it. `may_touch`: more than a new link (see `actions.care`)."""
    to = partial(_to, membership)
    waits = person.invited_at is not None or membership.user.state == User.State.PENDING
    link = (
        Action("Renvoyer l'invitation", to("invitation_resend"), "mail")
        if waits
        else Action("Réinitialiser le mot de passe", to("password_reset"), "key")
    )
    if not may_touch:
        return [link]
    return [
        link,
        Action("Modifier les coordonnées", to("user_contact"), "pencil"),
        Action("Débloquer la connexion", to("sign_in_unlock"), "lock"),
        Action("Fermer les sessions ouvertes", to("sessions_end"), "signout"),
        Action("Réinitialiser le second facteur", to("factor_reset"), "phone"),
    ]


def _to(membership: Grant, name: str) -> str:
    return reverse(f"habpps:{name}", args=[membership.public_id])


def name_past(grant: Grant) -> Grant:
    """A right that the person had, named as it may be given again."""
    place = grant.activity or grant.site
    vars(grant)["shown_name"] = f"{Role(grant.role).label}, {place}" if place else Role(grant.role).label
    return grant


def rights_table(rights: Page, actor: Actor, agreement: Agreement, *, waits: bool) -> Table:
    """Groups and roles of one person in a convention; why those that do not count do not. `waits`: the
    invitation is not answered."""
    mine = grantable_roles(actor, caf_id=agreement.caf_id, agreement_id=agreement.pk)
    return Table(
        caption="Groupes et rôles",
        columns=[
            Column("Groupe ou rôle"),
            Column("Sur"),
            Column("Début"),
            Column("Fin"),
            Column("Donné par"),
            Column("État"),
            Column("Modifier/Supprimer"),
        ],
        rows=[_right(grant, actor, frozenset(mine), waits) for grant in rights],
        page=rights,
        noun=("habilitation", "habilitations"),
        empty="Cette personne n'est encore dans aucun groupe.",
    )


def _right(grant: Grant, actor: Actor, mine: frozenset[Role], waits: bool) -> Row:
    over = is_over(grant, actor.today)
    why_not = "" if over else NOT_ANSWERED if waits else why_not_effective(grant, actor.today)
    role = Role(grant.role)
    others = []
    if not over and role in mine and grant.user_id != actor.id:
        others = [
            Action("Modifier", reverse("habpps:grant_change", args=[grant.public_id]), "pencil"),
            Action("Supprimer", reverse("habpps:grant_end", args=[grant.public_id]), "trash", danger=True),
        ]
    return Row(
        [
            Text(role.label, note=f"{why_not[:1].upper()}{why_not[1:]}." if why_not else ""),
            str(grant.activity or grant.site or "la convention"),
            short_date(grant.valid_from),
            short_date(clock.day(grant.revoked_at) if grant.revoked_at else grant.valid_until),
            grant.given_by.get_full_name() if grant.given_by else "Le portail",
            States([PAST if over else INACTIVE if why_not else ACTIVE]),
            Actions(others=others, about=role.label),
        ],
        name=role.label,
        muted=over or bool(why_not),
    )
