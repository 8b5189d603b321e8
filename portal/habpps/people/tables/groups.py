from __future__ import annotations

from typing import Any

from django.core.paginator import Page

from portal.base.formats import short_date
from portal.base.urls import reverse
from portal.habpps.models import AccessGroup, Agreement
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import grantable_roles
from portal.habpps.rights.lives import late_start_of_row
from portal.habpps.rights.roles import Role
from portal.habpps.rights.shown import identifier_of_row, name_of_row
from portal.ui.pieces import Action
from portal.ui.tables import Actions, Column, Link, Row, Table, Text


def _name(row: dict[str, Any]) -> str:
    return f"{name_of_row(row)} ({identifier_of_row(row)})"


def _group(row: dict[str, Any]) -> str:
    return AccessGroup.Kind(row["group__kind"]).label


COLUMNS = [
    Column("Utilisateur", sort="nom", value=_name),
    Column("Groupe", sort="groupe", value=_group),
    Column("Depuis", sort="ouverture", value="valid_from"),
    Column("Jusqu'au", sort="cloture", value="valid_until"),
    Column("Modifier/Supprimer"),
]


def groups_table(page: Page, sort: str, agreement: Agreement, actor: Actor, *, filtered: bool) -> Table:
    """Who is in which group, with what the actor may change of it: neither their own, nor what they may not give."""
    mine = grantable_roles(actor, caf_id=agreement.caf_id, agreement_id=agreement.pk)
    leave = Action("Retirer du groupe", reverse("habpps:groups_leave", args=[agreement.public_id]), "minus")
    rows = [_row(row, may_change=row["role"] in mine and row["user_id"] != actor.id) for row in page]
    return Table(
        caption="Membres des groupes d'habilitation",
        columns=COLUMNS,
        rows=rows,
        page=page,
        sort=sort,
        noun=("appartenance trouvée", "appartenances trouvées"),
        filtered=filtered,
        exports=True,
        bulk=[leave] if Role.AFAS_DECLARANT in mine or Role.AFAS_MANAGER in mine else (),
        empty="Personne n'est encore dans un groupe de cette convention.",
    )


def _row(row: dict[str, Any], *, may_change: bool) -> Row:
    name, group = _name(row), _group(row)
    about = f"{name}, {group}"
    return Row(
        [
            Link(
                name_of_row(row),
                reverse("habpps:user", args=[row["parent__public_id"]]),
                note=identifier_of_row(row),
            ),
            group,
            Text(short_date(row["valid_from"]), note=late_start_of_row(row)),
            short_date(row["valid_until"]),
            Actions(others=_changes(row["public_id"]), about=about, menu_label="Modifier") if may_change else "",
        ],
        key=row["public_id"] if may_change else "",
        name=about,
    )


def _changes(public_id: str) -> list[Action]:
    return [
        Action("Modifier les dates", reverse("habpps:grant_change", args=[public_id])),
        Action("Retirer du groupe", reverse("habpps:grant_end", args=[public_id]), danger=True),
    ]
