from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.core.paginator import Page

from portal.base.formats import short_date
from portal.base.urls import reverse
from portal.habpps.models import Agreement
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.roles import Role
from portal.habpps.screens.states import agreement_state, agreement_status, words
from portal.ui.pieces import Action
from portal.ui.tables import Actions, Column, Link, Row, States, Table

COLUMNS = [
    Column("Libellé", sort="label", value="label"),
    Column("Caf", sort="caf__name", value="caf__name"),
    Column("Partenaire", sort="partner__name", value="partner__name"),
    Column("Date d'ouverture", sort="opens_on", value="opens_on"),
    Column("Date de clôture", sort="closes_on", value="closes_on"),
    Column("Statut", value="status"),
    Column("État", sort="state", value="state_label"),
    Column("Modifier/Supprimer"),
    Column("Autres actions"),
]


def agreements_table(page: Page, sort: str, actor: Actor, *, filtered: bool) -> Table:
    records = {grant.caf_id for grant in actor.grants if grant.role is Role.CAF_ADMIN}
    return Table(
        caption="Conventions",
        columns=COLUMNS,
        rows=[_row(row, actor.today, may_record=row["caf_id"] in records) for row in page],
        page=page,
        sort=sort,
        noun=("convention trouvée", "conventions trouvées"),
        filtered=filtered,
        exports=True,
        empty="Aucune convention n'est encore enregistrée.",
    )


def exported_rows(rows: Iterable[dict[str, Any]], today: date) -> Iterator[dict[str, Any]]:
    """The same rows with « Statut » and « État » in words."""
    for row in rows:
        status = agreement_status(row["state"], row["opens_on"], row["closes_on"], today)
        yield {**row, "status": words(status), "state_label": words(_state(row))}


def _row(row: dict[str, Any], today: date, *, may_record: bool) -> Row:
    key, label = row["public_id"], row["label"]
    others = [
        Action("Gérer les utilisateurs", reverse("habpps:users", args=[key]), "people"),
        Action("Gérer les groupes", reverse("habpps:groups", args=[key]), "settings"),
    ]
    changes = []
    if may_record and row["state"] != Agreement.State.CLOSED:
        changes = [Action("Modifier", reverse("habpps:agreement_change", args=[key]), "pencil"), _ending_of(row)]
    return Row(
        [
            Link(label, reverse("habpps:agreement", args=[key])),
            row["caf__name"],
            row["partner__name"],
            short_date(row["opens_on"]),
            short_date(row["closes_on"]),
            agreement_status(row["state"], row["opens_on"], row["closes_on"], today),
            _state(row),
            Actions(others=changes, about=label, menu_label="Modifier"),
            Actions(others=others, about=label),
        ],
        name=label,
    )


def _state(row: dict[str, Any]) -> States:
    return agreement_state(row["state"], suspended=row["suspended_at"] is not None)


def _ending_of(row: dict[str, Any]) -> Action:
    """A draft may be deleted, a validated convention only closed."""
    if row["state"] == Agreement.State.DRAFT:
        return Action("Supprimer", reverse("habpps:agreement_delete", args=[row["public_id"]]), "trash", danger=True)
    return Action("Clôturer", reverse("habpps:agreement_close", args=[row["public_id"]]), "lock", danger=True)
