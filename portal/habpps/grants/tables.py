from __future__ import annotations

from collections.abc import Iterable

from portal.base.formats import short_date
from portal.ui.tables import Column, Row, Table, Text

from .queries import HeldRight


def _cells(right: HeldRight) -> list:
    return [
        right.role,
        Text(right.over, note=right.under),
        Text(short_date(right.valid_from), note=right.late),
        Text(short_date(right.ended.day), note=right.ended.note) if right.ended else short_date(right.valid_until),
        right.given_by,
    ]


def rights_table(rights: Iterable[HeldRight]) -> Table:
    columns = [Column(label) for label in ("Droit", "Sur", "Depuis", "Jusqu'au", "Donné par")]
    return Table(
        caption="Droits en cours",
        columns=columns,
        rows=[Row(_cells(right), name=right.role) for right in rights],
        id="en-cours",
        noun=("droit en cours", "droits en cours"),
        empty="Vous n'avez aucun droit en cours. L'administrateur de votre organisme peut vous en donner.",
    )


def dormant_table(rights: Iterable[HeldRight]) -> Table:
    labels = ("Droit", "Sur", "Depuis", "Jusqu'au", "Donné par", "Pourquoi il ne vaut pas")
    rows = [Row([*_cells(r), r.why_not[:1].upper() + r.why_not[1:]], name=r.role, muted=True) for r in rights]
    return Table(
        caption="Droits qui ne valent pas aujourd'hui",
        columns=[Column(label) for label in labels],
        rows=rows,
        id="autres",
        noun=("droit sans effet aujourd'hui", "droits sans effet aujourd'hui"),
    )
