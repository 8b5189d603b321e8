"""Figures as charts, tables and sentences."""

from decimal import Decimal

from portal.afas.declarations.queries.campaigns import CampaignCount
from portal.afas.models import CAF_LABELS
from portal.afas.models.declarations import COUNTED_STATES
from portal.base import formats
from portal.catalogue.current import get_catalogue
from portal.ui.charts import Chart, Series
from portal.ui.tables import Column, Row, Table

from .queries import Year

INDICATIVE = "estimation indicative"
TITLES = {"entitlement": f"Droit à la prestation ({INDICATIVE})", "cost_per_etp": "Coût par ETP"}
UNITS = {"entitlement": "€", "cost_per_etp": "€ par ETP"}
NAMES = {"entitlement": "le droit estimé de votre activité", "cost_per_etp": "le coût par ETP de votre activité"}
SAME = Decimal("0.005")  # less than half a percent apart reads « comme »


def type_label(code: str) -> str:
    found = get_catalogue().types.get(code)
    return found.label if found else code


def figure_chart(code: str, years: list[Year]) -> Chart:
    """One figure over the years, beside the medians that may be shown."""
    series = [Series("Votre activité", [year.own for year in years])]
    if any(year.beside.caf is not None for year in years):
        series.append(Series("Médiane de votre Caf", [year.beside.caf for year in years]))
    if any(year.beside.country is not None for year in years):
        series.append(Series("Médiane nationale", [year.beside.country for year in years]))
    return Chart(
        title=TITLES[code],
        categories=[str(year.fiscal_year) for year in years],
        series=series,
        unit=UNITS[code],
        summary=sentence(code, years),
        decimals=0,
        category_label="Exercice",
        id=f"graphique-{code.replace('_', '-')}",
    )


def sentence(code: str, years: list[Year]) -> str:
    """What the drawing shows, for the last year that the activity declared."""
    declared = [year for year in years if year.own is not None]
    if not declared:
        return "Aucune déclaration réelle n’a encore été transmise pour cette activité."
    last = declared[-1]
    said = [
        f"{_against(last.own, median)} {name} ({formats.euros(median, 0)})"
        for name, median in (
            ("la médiane de votre Caf", last.beside.caf),
            ("la médiane nationale", last.beside.country),
        )
        if last.own is not None and median
    ]
    text = f"En {last.fiscal_year}, {NAMES[code]} est de {formats.euros(last.own, 0)}"
    return f"{text} : {' et '.join(said)}." if said else f"{text}."


def _against(own: Decimal, median: Decimal) -> str:
    share = own / median - 1
    if abs(share) < SAME:
        return "comme"
    return f"{formats.percent(abs(share), 0)} de {'plus' if share > 0 else 'moins'} que"


def is_hidden(years: dict[str, list[Year]]) -> bool:
    """Whether a median is missing beside a figure of the activity: the page then says the rule."""
    return any(
        year.own is not None and (year.beside.caf is None or year.beside.country is None)
        for each in years.values()
        for year in each
    )


def campaign_name(count: CampaignCount) -> str:
    campaign = count.campaign
    return f"{type_label(campaign.type_code)}, {str(campaign).lower()}"


def campaigns_table(counts: list[CampaignCount]) -> Table:
    """A row for each campaign, a column for each state as the Caf names it."""
    figures = [*(Column(CAF_LABELS[state], align="end") for state in COUNTED_STATES), Column("Total", align="end")]
    return Table(
        caption="Déclarations par campagne et par état",
        columns=[Column("Campagne"), *figures, Column("Part reçue", align="end")],
        rows=[
            Row(
                [
                    campaign_name(count),
                    *(formats.number(count.counts.get(state, 0)) for state in COUNTED_STATES),
                    formats.number(count.total),
                    formats.percent(Decimal(count.received_percent) / 100, 0),
                ]
            )
            for count in counts
        ],
        noun=("campagne", "campagnes"),
        empty="Aucune campagne n’est ouverte pour votre Caf.",
    )


def campaigns_chart(counts: list[CampaignCount]) -> Chart:
    """The last campaigns, oldest first: what the Caf has received and what it awaits."""
    shown = counts[:6][::-1]
    last = counts[0]
    return Chart(
        title="Déclarations reçues et attendues",
        categories=[short_name(count) for count in shown],
        series=[
            Series("Reçues", [count.received for count in shown]),
            Series("Attendues", [count.total - count.received for count in shown]),
        ],
        unit="déclarations",
        kind="bar",
        decimals=0,
        summary=(
            f"{campaign_name(last)} : {formats.plural(last.received, 'déclaration reçue', 'déclarations reçues')} "
            f"sur {formats.number(last.total)}."
        ),
        category_label="Campagne",
        id="graphique-campagnes",
    )


def short_name(count: CampaignCount) -> str:
    """« Réelle 2025 », « Actu. juin 2026 »: fits under a bar."""
    campaign = count.campaign
    period = {"JUNE": "juin ", "SEPTEMBER": "sept. "}.get(campaign.period, "")
    label = "Actu." if period else {"FORECAST": "Prév.", "ACTUAL": "Réelle"}[campaign.declaration_type]
    return f"{label} {period}{campaign.fiscal_year}"
