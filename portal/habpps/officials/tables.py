"""The people of a Caf as their administrators read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from typing import Any

from django.core.paginator import Page

from portal.base import clock
from portal.base.formats import long_date, moment, short_date
from portal.base.urls import reverse
from portal.habpps.account_help.tables import UNTIL_ANSWERED, HelpPages
from portal.habpps.models import Grant
from portal.habpps.rights.lives import describe_late_start, ending_of, ending_of_row, late_start_of_row
from portal.habpps.rights.periods import Period
from portal.habpps.rights.roles import Role
from portal.habpps.rights.shown import ShownPerson
from portal.habpps.screens.states import grant_states, row_is_over, row_states, words
from portal.ui.pieces import Action, SummaryRow, Todo
from portal.ui.tables import Actions, Column, Link, Row, Table, Text

NAME_IT = "Nommer un agent"
NEVER, HIDDEN = "Jamais", "–"
PAGES = HelpPages(
    "official_invite",
    "official_address",
    "official_password",
    "official_sessions",
    "official_unlock",
    "official_factor",
)


def _name(row: dict[str, Any]) -> str:
    return f"{row['shown_last_name']} {row['shown_first_name']}"


AGENT = Column("Agent", sort="nom", value=_name)
REST = [
    Column("Rôle", sort="role", value=lambda row: Role(row["role"]).label),
    Column("Depuis", sort="depuis", value="valid_from"),
    Column("Jusqu'au", sort="fin", value="ends"),
    Column("Dernière connexion", value="last_login"),
    Column("État", value="status"),
    Column("Actions", hidden_label=True),
]
COLUMNS = [AGENT, *REST]
# On screen the address and the Caf stand below the name and the role.
FILE_COLUMNS = [AGENT, Column("Adresse mail", value="shown_email"), Column("Caf", value="caf__name"), *REST]


def officials_table(page: Page, sort: str, today: date, *, several: bool, own: int | None, filtered: bool) -> Table:
    """`own`: the id of who looks, whose own role offers nothing to change."""
    return Table(
        caption="Agents de la Caf",
        columns=COLUMNS,
        rows=[_row(row, today, several=several, own=row["user_id"] == own) for row in page],
        page=page,
        sort=sort,
        noun=("rôle trouvé", "rôles trouvés"),
        filtered=filtered,
        exports=True,
        empty="Personne n'a encore de rôle à la Caf.",
        empty_action=Action(NAME_IT, reverse("habpps:official_name"), "plus"),
    )


def exported_rows(rows: Iterable[dict[str, Any]], today: date) -> Iterator[dict[str, Any]]:
    """The same rows with the state in words, and no more of an account than the list shows."""
    for row in rows:
        ended = ending_of_row(row, today)
        last = None if row["shown_invited_at"] else row["user__last_login"]
        yield {
            **row,
            "status": words(row_states(row, today)),
            "ends": ended.day if ended else row["valid_until"],
            "last_login": last,
        }


def _last_login(row: dict[str, Any]) -> str:
    return short_date(clock.day(row["user__last_login"])) if row["user__last_login"] else NEVER


def _row(row: dict[str, Any], today: date, *, several: bool, own: bool) -> Row:
    to = partial(_to, row["public_id"])
    over, ended = row_is_over(row, today), ending_of_row(row, today)
    others = [] if own else _changes(row, to, over=over)
    return Row(
        [
            Link(_name(row), to("official"), note=f"{row['shown_email']}{' (vous)' if own else ''}"),
            Text(Role(row["role"]).label, note=row["caf__name"] if several else ""),
            Text(short_date(row["valid_from"]), note=late_start_of_row(row)),
            Text(short_date(ended.day), note=ended.note) if ended else short_date(row["valid_until"]),
            HIDDEN if row["shown_invited_at"] else _last_login(row),
            row_states(row, today),
            Actions(others=others, about=_name(row)),
        ],
        name=_name(row),
        muted=over,
    )


def _changes(row: dict[str, Any], to: partial[str], *, over: bool) -> list[Action]:
    if over:
        return [Action("Rouvrir le rôle", to("official_reopen"))]
    link = PAGES.link(row["public_id"], row["shown_invited_at"], row["user__state"])
    return [link, Action("Mettre fin au rôle", to("official_end"), danger=True)]


def _to(key: str, name: str) -> str:
    return reverse(f"habpps:{name}", args=[key])


def official_rows(grant: Grant, person: ShownPerson, today: date) -> list[SummaryRow]:
    """`person`: as the Caf sees them; what the account says of itself comes once they have answered."""
    answered = person.invited_at is None
    ended, late = ending_of(grant, today), describe_late_start(grant)
    until = [long_date(ended.day), ended.note] if ended else long_date(grant.valid_until) or "Sans fin prévue"
    since = long_date(grant.valid_from)
    status = words(grant_states(grant, today, person.invited_at))
    last = moment(grant.user.last_login) or NEVER
    return [
        SummaryRow("Caf", grant.caf.name if grant.caf else ""),
        SummaryRow("Rôle", Role(grant.role).label),
        SummaryRow("État", f"{status}, invitation refusée" if person.refused else status),
        SummaryRow("Depuis", [since, late] if late else since),
        SummaryRow("Jusqu'au", until),
        SummaryRow("Identifiant", person.username or UNTIL_ANSWERED),
        SummaryRow("Adresse mail", person.email),
        SummaryRow("Dernière connexion", last if answered else UNTIL_ANSWERED),
        SummaryRow("Nommé par", grant.given_by.name_on(grant.given_at) if grant.given_by else "Le portail"),
    ]


def role_actions(grant: Grant, today: date) -> list[Action]:
    to = partial(_to, grant.public_id)
    if grant.is_over(today):
        return [Action("Rouvrir le rôle", to("official_reopen"), "return")]
    return [Action("Mettre fin au rôle", to("official_end"), "trash", danger=True)]


def official_help(grant: Grant, person: ShownPerson, *, may_touch: bool) -> list[Todo]:
    return PAGES.todos(grant.public_id, person.invited_at, grant.user.state, may_touch=may_touch)


def other_roles_table(grants: list[Grant], today: date) -> Table | None:
    """The person's other roles in the same Caf; None without any."""
    if not grants:
        return None
    return Table(
        caption="Autres rôles à la Caf",
        columns=[Column("Rôle"), Column("Dates")],
        rows=[_other(grant, today) for grant in grants],
        noun=("autre rôle", "autres rôles"),
    )


def _other(grant: Grant, today: date) -> Row:
    role = Role(grant.role).label
    ended = ending_of(grant, today)
    first, last = grant.valid_from, ended.day if ended else grant.valid_until
    never = last is not None and last < first
    said = Text("" if never else Period(first, last).french(), note=ended.note if ended else "")
    return Row([Link(role, _to(grant.public_id, "official")), said], name=role, muted=grant.is_over(today))
