"""« Qui fait quoi »: an activity a row, a role a column."""

from __future__ import annotations

from collections.abc import Callable

from django.core.paginator import Page

from portal.base.formats import short_date
from portal.base.urls import reverse
from portal.habpps.rights.coverage import Cover
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.ui.pieces import Action, State
from portal.ui.tables import Actions, CellLine, Column, Lines, Row, Table, Text

from ..queries.coverage import Coverage, Holder
from .assignments import NOBODY, NOT_YET


def _names(role: Role) -> Callable[[Coverage], str]:
    """In a file: to whom the role is given, and why it does not count for some."""
    return lambda row: ", ".join(_named(each) for each in row.holders[role]) or NOBODY.label


def _named(holder: Holder) -> str:
    return holder.name if holder.counts else f"{holder.name} ({holder.why_not})"


STATES: dict[Cover, list[State]] = {Cover.VACANT: [NOBODY], Cover.DORMANT: [NOT_YET], Cover.HELD: []}
COLUMNS = [
    Column("Activité", value="name"),
    *(Column(role.label, value=_names(role)) for role in AFAS_ROLES),
    Column("Action"),
]
EXPORTED = [Column("Partenaire", value="partner"), *COLUMNS[:-1]]


def coverage_table(page: Page, rows: list[Coverage], *, filtered: bool, may_assign: bool) -> Table:
    return Table(
        caption="Qui fait quoi",
        columns=COLUMNS,
        rows=[_row(each, may_assign=may_assign) for each in rows],
        page=page,
        noun=("activité", "activités"),
        filtered=filtered,
        exports=True,
        empty="Aucune activité n'est ouverte.",
    )


def _row(row: Coverage, *, may_assign: bool) -> Row:
    cells = [_cell(row, role) for role in AFAS_ROLES]
    return Row([Text(row.name, note=row.partner), *cells, _action(row) if may_assign else ""], name=row.name)


def _cell(row: Coverage, role: Role) -> Lines:
    lines = [CellLine(each.name, _note(each), not each.counts) for each in row.holders[role]]
    return Lines(lines, STATES[row.cover(role)])


def _note(holder: Holder) -> str:
    """« Site Nord, invitation envoyée le 12/11/2026, sans réponse, jusqu'au 31/12/2026 »."""
    until = f"jusqu'au {short_date(holder.valid_until)}" if holder.valid_until else ""
    return ", ".join(filter(None, [holder.site, holder.why_not, until]))


def _action(row: Coverage) -> Actions:
    roles = "".join(f"&role={role.value}" for role in row.vacant)
    address = f"{reverse('habpps:assign')}?convention={row.agreement_id}&activite_id={row.public_id}{roles}"
    return Actions(next=Action("Habiliter", address, about=f"un utilisateur pour {row.name}"))
