"""What the search of the top bar finds: a short table for each kind that holds something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.base.formats import siret
from portal.base.urls import reverse
from portal.habpps.models.agreements import with_caf
from portal.habpps.screens.states import CLOSED, OPEN, agreement_state, agreement_status, dates_state, row_states
from portal.ui.tables import Column, Link, Row, States, Table

from ..queries.search import Results

Values = dict[str, Any]


@dataclass(frozen=True)
class FoundSection:
    """`more`: the table does not show everything."""

    table: Table
    more: bool


def found_sections(found: Results, today: date) -> list[FoundSection]:
    kinds = (
        ("utilisateurs", "Utilisateurs", ("Nom", "Identifiant", "Convention", "Statut"), found.people, _person),
        ("organismes", "Organismes partenaires", ("Nom", "SIRET", "Commune", "Statut"), found.partners, _partner),
        ("conventions", "Conventions", ("Libellé", "Partenaire", "Statut", "État"), found.agreements, _agreement),
        ("activites", "Activités", ("Nom", "Partenaire", "Convention", "Statut"), found.activities, _activity),
    )
    return [
        FoundSection(
            Table(
                caption=title,
                columns=[Column(label) for label in labels],
                rows=[row(values, today) for values in kind.rows],
                id=name,
                noun=("résultat", "résultats"),
            ),
            kind.more,
        )
        for name, title, labels, kind, row in kinds
        if kind.rows
    ]


def _person(row: Values, today: date) -> Row:
    name = f"{row['shown_first_name']} {row['shown_last_name']}"
    address = reverse("habpps:user", args=[row["public_id"]])
    cells = [
        Link(name, address),
        row["shown_username"],
        with_caf(row["agreement__label"], row["told_caf"]),
        row_states(row, today),
    ]
    return Row(cells, name=name)


def _partner(row: Values, today: date) -> Row:
    address = reverse("habpps:partner", args=[row["public_id"]])
    town = f"{row['postcode']} {row['town']}".strip()
    state = States([CLOSED if row["closed_on"] else OPEN])
    return Row([Link(row["name"], address), siret(row["siret"]), town, state], name=row["name"])


def _agreement(row: Values, today: date) -> Row:
    address = reverse("habpps:agreement", args=[row["public_id"]])
    status = agreement_status(row["state"], row["opens_on"], row["closes_on"], today)
    state = agreement_state(row["state"], suspended=row["suspended_at"] is not None)
    label = with_caf(row["label"], row["told_caf"])
    return Row([Link(label, address), row["partner__name"], status, state], name=label)


def _activity(row: Values, today: date) -> Row:
    address = reverse("habpps:partner", args=[row["agreement__partner__public_id"]])
    state = States([dates_state(row["opens_on"], row["closes_on"], today)])
    cells = [
        Link(row["name"], address),
        row["agreement__partner__name"],
        with_caf(row["agreement__label"], row["told_caf"]),
        state,
    ]
    return Row(cells, name=row["name"])
