"""The page of one person of a convention: who they are, what they hold, how they are helped, how it ends."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Page

from portal.accounts.names.queries import load_past_names
from portal.base.formats import long_date, short_date
from portal.base.urls import reverse
from portal.habpps.account_help.tables import UNTIL_ANSWERED
from portal.habpps.models import Agreement, Grant
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import grantable_roles
from portal.habpps.rights.effective import why_not_effective
from portal.habpps.rights.lives import describe_late_start, ending_of
from portal.habpps.rights.roles import Role
from portal.habpps.rights.rules import ends_by_amendment
from portal.habpps.rights.shown import ShownPerson
from portal.habpps.screens.amendments import amendment_url, removal_by_amendment
from portal.habpps.screens.states import grant_states, words
from portal.ui.pieces import Action, State, SummaryRow, Todo
from portal.ui.tables import Actions, Column, Row, States, Table, Text

from .users import PAGES

BACK_HERE = "retour=personne"
ACTIVE, INACTIVE = State("Actif", "success"), State("Inactif", "neutral")
PAST = State("Historique", "neutral", "history")
NOT_ANSWERED = "la personne n'a pas encore accepté l'invitation"


def user_rows(
    membership: Grant, person: ShownPerson, today: date, *, may_touch: bool, may_date: bool
) -> list[SummaryRow]:
    """`person`: as the convention sees them; what the account says of itself comes once they have answered.
    `may_touch`, `may_date`: the contact details, or the dates, have their « Modifier »."""
    contact = _to(membership, "user_contact") if may_touch else ""
    dates = f"{_to(membership, 'grant_change')}?{BACK_HERE}" if may_date else ""
    answered = person.invited_at is None
    ended = ending_of(membership, today)
    last = [long_date(ended.day), ended.note] if ended else long_date(membership.valid_until) or "Sans date de fin"
    first, late = long_date(membership.valid_from), describe_late_start(membership)
    status = words(grant_states(membership, today, person.invited_at))
    return [
        SummaryRow("Identifiant", person.username or UNTIL_ANSWERED),
        SummaryRow("Adresse mail", person.email),
        SummaryRow("Téléphone", person.phone, contact),
        SummaryRow("Poste de travail", membership.user.get_mobility_display() if answered else "", contact),
        SummaryRow("Statut", f"{status}, invitation refusée" if person.refused else status),
        SummaryRow("Date d'ouverture", [first, late] if late else first, dates),
        SummaryRow("Date de clôture", last, dates),
    ]


def service_actions(membership: Grant, *, declares: bool, may_assign: bool) -> list[Action]:
    """What is given to somebody who has access. `declares`: they are in « AFAS Déclarer », so may hold roles;
    `may_assign`: the roles are the reader's to give, and the person can be chosen for them."""
    given = [Action("Ajouter à un groupe", _to(membership, "group_add"), "plus")]
    if declares and may_assign and membership.agreement:
        query = urlencode({"convention": membership.agreement.public_id, "user": membership.user.public_id})
        given.append(Action("Habiliter pour un rôle", f"{reverse('habpps:assign')}?{query}", "key"))
    return given


def user_help(membership: Grant, person: ShownPerson, *, may_touch: bool) -> list[Todo]:
    return PAGES.todos(membership.public_id, person.invited_at, membership.user.state, may_touch=may_touch)


def user_ends(membership: Grant, *, by_amendment: bool) -> list[Todo]:
    """How an access ends. `by_amendment`: the person is an administrator, whom only an avenant replaces."""
    if by_amendment and membership.agreement:
        ask = Action("Demander un avenant", amendment_url(membership.agreement.public_id, membership.public_id))
        text = "Sa désignation est nominative : la Caf y met fin par un avenant à la convention."
        return [Todo("Cette personne administre la convention", ask, text=text)]
    return [
        Todo(
            "La personne quitte l'organisme",
            Action("Départ de l'organisme", _to(membership, "departure")),
            text="Tous ses droits prennent fin un même jour. Vous voyez ce qui devient vacant et désignez qui reprend.",
        ),
        Todo(
            "Elle ne travaille plus pour cette convention",
            Action("Clôturer l'accès", _to(membership, "user_close"), danger=True),
            text="Son accès à cette convention prend fin, avec ses groupes et ses rôles.",
        ),
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
    load_past_names(grant.given_by for grant in rights)
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
        rows=[_right(grant, agreement, actor, frozenset(mine), waits) for grant in rights],
        page=rights,
        noun=("habilitation", "habilitations"),
        empty="Cette personne n'est encore dans aucun groupe.",
    )


def _removal(agreement: Agreement, grant: Grant, *, named_by_actor: bool) -> Action:
    """« Supprimer » one right; the function of an administrator ends by an avenant."""
    by_amendment = ends_by_amendment(agreement.state, named_by_actor=named_by_actor)
    if grant.role == Role.PARTNER_ADMIN and by_amendment:
        return removal_by_amendment(agreement.public_id, grant.public_id, "trash")
    address = f"{reverse('habpps:grant_end', args=[grant.public_id])}?{BACK_HERE}"
    return Action("Supprimer", address, "trash", danger=True)


def _right(grant: Grant, agreement: Agreement, actor: Actor, mine: frozenset[Role], waits: bool) -> Row:
    over, ended = grant.is_over(actor.today), ending_of(grant, actor.today)
    why_not = "" if over else NOT_ANSWERED if waits else why_not_effective(grant, actor.today)
    role = Role(grant.role)
    others = []
    if not over and role in mine and grant.user_id != actor.id:
        others = [
            Action("Modifier", f"{reverse('habpps:grant_change', args=[grant.public_id])}?{BACK_HERE}", "pencil"),
            _removal(agreement, grant, named_by_actor=Role.PARTNER_ADMIN in mine),
        ]
    return Row(
        [
            Text(role.label, note=f"{why_not[:1].upper()}{why_not[1:]}." if why_not else ""),
            str(grant.activity or grant.site or "la convention"),
            Text(short_date(grant.valid_from), note=describe_late_start(grant)),
            Text(short_date(ended.day), note=ended.note) if ended else short_date(grant.valid_until),
            grant.given_by.name_on(grant.given_at) if grant.given_by else "Le portail",
            States([PAST if over else INACTIVE if why_not else ACTIVE]),
            Actions(others=others, about=role.label),
        ],
        name=role.label,
        muted=over or bool(why_not),
    )
