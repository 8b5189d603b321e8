"""Connections as rows, and as a drawing of thirty days."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Page

from portal.accounts.second_factor.events import FACTOR_DELAYED, FACTOR_FAILED
from portal.accounts.sign_in.events import SIGNED_IN
from portal.accounts.tries.events import SIGN_IN_DELAYED, SIGN_IN_FAILED
from portal.base.formats import moment, plural
from portal.ui.charts import Chart, Series
from portal.ui.pieces import State
from portal.ui.tables import Column, Row, States, Table

from ..queries.connections import DAYS

STATES = {
    SIGNED_IN.name: State("Connexion", "success"),
    SIGN_IN_FAILED.name: State("Mot de passe refusé", "attention"),
    SIGN_IN_DELAYED.name: State("Essai trop rapproché, non examiné", "attention"),
    FACTOR_FAILED.name: State("Second facteur refusé", "attention"),
    FACTOR_DELAYED.name: State("Second facteur trop rapproché, non examiné", "attention"),
}
COLUMNS = [
    Column("Date", value="at"),
    Column("Personne", value=lambda entry: entry.name),
    Column("Identifiant", value=lambda entry: entry.username),
    Column("Connexion", value=lambda entry: STATES[entry.kind].label),
]


def connections_table(page: Page, *, filtered: bool) -> Table:
    return Table(
        caption="Connexions",
        columns=COLUMNS,
        rows=[_row(entry) for entry in page],
        page=page,
        noun=("connexion ou essai trouvé", "connexions ou essais trouvés"),
        filtered=filtered,
        exports=True,
        row_header=1,
        empty="Aucune connexion depuis douze mois.",
    )


def _row(entry: Any) -> Row:
    at = moment(entry.at)
    return Row([at, entry.name, entry.username, States([STATES[entry.kind]])], name=f"{entry.name}, {at}")


def month_chart(days: list[tuple[date, int, int]]) -> Chart:
    sign_ins, failures = sum(day[1] for day in days), sum(day[2] for day in days)
    said = f"{plural(sign_ins, 'connexion')} et {plural(failures, 'essai refusé', 'essais refusés')} en {DAYS} jours."
    return Chart(
        title=f"Connexions des {DAYS} derniers jours",
        categories=[f"{day:%d/%m}" for day, _, _ in days],
        series=[
            Series("Connexions réussies", [done for _, done, _ in days]),
            Series("Connexions refusées", [refused for _, _, refused in days]),
        ],
        unit="par jour",
        summary=said,
        decimals=0,
        category_label="Jour",
        id="connexions-par-jour",
    )
