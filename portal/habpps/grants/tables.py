from __future__ import annotations

from collections.abc import Iterable

from portal.base.formats import short_date
from portal.base.urls import reverse
from portal.ui.pieces import Action
from portal.ui.tables import Actions, Column, Row, Table, Text

from .queries import HeldRight


def _cells(right: HeldRight) -> list:
    return [
        right.role,
        Text(right.over, note=right.under),
        short_date(right.valid_from),
        short_date(right.valid_until),
        right.given_by,
    ]


def _answers(right: HeldRight) -> Actions | str:
    """What the holder of an access may do by themselves."""
    if not right.key:
        return ""
    if right.waits:
        action = Action("Répondre à l'invitation", reverse("habpps:invitations"))
    else:
        action = Action("Quitter", reverse("habpps:leave", args=[right.key]))
    return Actions(next=action, about=right.over)


def rights_table(rights: Iterable[HeldRight]) -> Table:
    columns = [Column(label) for label in ("Droit", "Sur", "Depuis", "Jusqu'au", "Donné par", "Action")]
    return Table(
        caption="Droits en cours",
        columns=columns,
        rows=[Row([*_cells(right), _answers(right)], name=right.role) for right in rights],
        id="en-cours",
        noun=("droit en cours", "droits en cours"),
        empty="Vous n'avez aucun droit en cours. L'administrateur de votre organisme peut vous en donner.",
    )


def dormant_table(rights: Iterable[HeldRight]) -> Table:
    labels = ("Droit", "Sur", "Depuis", "Jusqu'au", "Donné par", "Pourquoi il ne vaut pas", "Action")
    rows = [
        Row([*_cells(r), r.why_not[:1].upper() + r.why_not[1:], _answers(r)], name=r.role, muted=True) for r in rights
    ]
    return Table(
        caption="Droits qui ne valent pas aujourd'hui",
        columns=[Column(label) for label in labels],
        rows=rows,
        id="autres",
        noun=("droit sans effet aujourd'hui", "droits sans effet aujourd'hui"),
    )
