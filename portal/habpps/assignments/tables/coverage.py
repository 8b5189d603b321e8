"""« Qui fait quoi »: an activity a row, a role a column."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.core.paginator import Page

from portal.base.formats import short_date
from portal.base.urls import reverse
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.ui.pieces import Action
from portal.ui.tables import Actions, CellLine, Column, Lines, Row, Table, Text

from ..queries.coverage import Coverage, Holder
from .assignments import NOBODY


def _names(role: Role) -> Callable[[Coverage], str]:
    """In a file: who holds the role today."""
    return lambda row: ", ".join(each.name for each in row.holders[role] if each.counts) or NOBODY.label


COLUMNS = [
    Column("Activité", value="name"),
    *(Column(role.label, value=_names(role)) for role in AFAS_ROLES),
    Column("Action"),
]
EXPORTED = [Column("Partenaire", value="partner"), *COLUMNS[:-1]]


def coverage_table(page: Page, rows: list[Coverage], today: date, *, filtered: bool, may_assign: bool) -> Table:
    return Table(
        caption="Qui fait quoi",
        columns=COLUMNS,
        rows=[_row(each, today, may_assign=may_assign) for each in rows],
        page=page,
        noun=("activité", "activités"),
        filtered=filtered,
        exports=True,
        empty="Aucune activité n'est ouverte.",
    )


def _row(row: Coverage, today: date, *, may_assign: bool) -> Row:
    cells = [_cell(row.holders[role], today) for role in AFAS_ROLES]
    return Row([Text(row.name, note=row.partner), *cells, _action(row) if may_assign else ""], name=row.name)


def _cell(people: list[Holder], today: date) -> Lines:
    held = any(each.counts for each in people)
    return Lines(
        [CellLine(each.name, _note(each, today), not each.counts) for each in people], [] if held else [NOBODY]
    )


def _note(holder: Holder, today: date) -> str:
    """« Site Nord, jusqu'au 31/12/2026 »; why somebody does not count today is told by their own page."""
    until = f"jusqu'au {short_date(holder.valid_until)}" if holder.valid_until else ""
    since = f"à partir du {short_date(holder.valid_from)}" if holder.valid_from > today else "sans effet aujourd'hui"
    return ", ".join(filter(None, [holder.site, "" if holder.counts else since, until]))


def _action(row: Coverage) -> Actions:
    roles = "".join(f"&role={role.value}" for role in row.vacant)
    address = f"{reverse('habpps:assign')}?convention={row.agreement_id}&activite_id={row.public_id}{roles}"
    return Actions(next=Action("Habiliter", address, about=f"un utilisateur pour {row.name}"))
