"""What the Caf may open, what is owed no more, what is « sans objet »: rows as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.core.paginator import Page

from portal.afas.declarations.editions import type_label
from portal.afas.declarations.wording import declaration_name
from portal.afas.models import CAF_LABELS, Declaration, State
from portal.base import formats
from portal.base.clock import day
from portal.base.urls import reverse
from portal.catalogue.edition import Edition
from portal.catalogue.loading import ActivityType, Catalogue
from portal.catalogue.schema import RateSpec
from portal.catalogue.upcoming import MissingEdition
from portal.catalogue.values import TO_CONFIRM, rate_text
from portal.habpps.models import Activity
from portal.ui.pieces import Action, SummaryRow, Tab
from portal.ui.tables import Actions, CellLine, Column, Lines, Link, Row, RowGroup, Table, Text

from .queries import Unopened, enrolments_of
from .rules import GIVEN_UP_YEARS
from .wording import unopened_label

OPEN, STRANDED, WAIVED = "", "a-ecarter", "sans-objet"
VIEWS = {OPEN: "À ouvrir", STRANDED: "À écarter", WAIVED: "Sans objet"}


def tabs(chosen: str) -> list[Tab]:
    here = reverse("afas:caf_openings")
    return [Tab(label, f"{here}?vue={view}" if view else here, view == chosen) for view, label in VIEWS.items()]


def offers_table(page: Page, offered: dict[int, list[Unopened]]) -> Table:
    return Table(
        caption="Activités dont une déclaration antérieure peut être demandée",
        columns=[
            Column("Activité"),
            Column("Enregistrée le", narrow=True),
            Column("Déclarations antérieures"),
            Column("Action", align="end"),
        ],
        rows=[_offer_row(activity, offered[activity.pk]) for activity in page],
        page=page,
        noun=("activité", "activités"),
        empty="Aucune activité n’a de déclaration antérieure à son enregistrement.",
        id="ouvertures",
    )


def _offer_row(activity: Activity, offered: Sequence[Unopened]) -> Row:
    address = reverse("afas:caf_open", args=[activity.public_id])
    partner = activity.agreement.partner.name
    lines = Lines([CellLine(unopened_label(each)) for each in offered])
    choose = Action("Choisir", address, "calendar", about=f": {activity.name}, {partner}")
    known = formats.short_date(activity.known_since)
    return Row([Link(activity.name, address, partner), known, lines, Actions(next=choose)], name=activity.name)


DECLARATION_COLUMNS = [Column("Organisme et activité"), Column("Déclaration"), Column("État")]


def stranded_table(page: Page) -> Table:
    return Table(
        caption="Déclarations ouvertes à écarter",
        columns=[*DECLARATION_COLUMNS, Column("Pourquoi"), Column("Action", align="end")],
        rows=[_stranded_row(declaration) for declaration in page],
        page=page,
        noun=("déclaration", "déclarations"),
        bulk=[Action("Dire sans objet", reverse("afas:caf_waive_ticked"), "minus")],
        empty="Toutes les déclarations ouvertes sont dues et peuvent être saisies.",
        id="a-ecarter",
    )


def _stranded_row(declaration: Declaration) -> Row:
    waive = Action("Sans objet", waive_url(declaration), "minus", about=f": {declaration_name(declaration)}")
    return Row(
        [*_cells(declaration), CAF_LABELS[State(declaration.state)], _why_stranded(declaration), Actions(next=waive)],
        key=declaration.public_id,
        name=declaration_name(declaration),
    )


def _why_stranded(declaration: Declaration) -> str:
    return "La convention est terminée" if declaration.owed else "Elle n’est pas due"


def waived_table(page: Page) -> Table:
    return Table(
        caption="Déclarations sans objet",
        columns=[*DECLARATION_COLUMNS[:2], Column("Depuis le", narrow=True), Column("Motif")],
        rows=[_waived_row(declaration) for declaration in page],
        page=page,
        noun=("déclaration", "déclarations"),
        empty="Aucune déclaration n’est sans objet.",
        id="sans-objet",
    )


def _waived_row(declaration: Declaration) -> Row:
    by = declaration.waived_by.name_on(declaration.waived_at) if declaration.waived_by else ""
    since = Text(formats.short_date(day(declaration.waived_at)), by) if declaration.waived_at else ""
    return Row([*_cells(declaration), since, declaration.waived_reason], name=declaration_name(declaration))


def _cells(declaration: Declaration) -> list[Link | Text]:
    activity = declaration.activity
    return [
        Link(activity.agreement.partner.name, file_url(declaration), activity.name),
        Text(str(declaration.campaign), type_label(declaration.campaign.type_code)),
    ]


def activity_rows(activity: Activity) -> list[SummaryRow]:
    """The days that say what it owes."""
    agreement = activity.agreement
    rows = [
        SummaryRow("Organisme", agreement.partner.name),
        SummaryRow("Enregistrée le", formats.long_date(activity.known_since)),
        SummaryRow("Activité ouverte", _days(activity.opens_on, activity.closes_on)),
        SummaryRow("Convention", _days(agreement.opens_on, agreement.closes_on)),
    ]
    return rows + [
        SummaryRow("Adhésion à AFAS", _days(each.opens_on, each.closes_on)) for each in enrolments_of(agreement)
    ]


def _days(opens_on: date, closes_on: date | None) -> str:
    if closes_on is None:
        return f"depuis le {formats.long_date(opens_on)}"
    return f"du {formats.long_date(opens_on)} au {formats.long_date(closes_on)}"


def opened_table(declarations: Sequence[Declaration]) -> Table:
    """What the activity has been asked for already."""
    return Table(
        caption="Déclarations déjà ouvertes",
        columns=[Column("Déclaration"), Column("Date limite", narrow=True), Column("État")],
        rows=[_opened_row(declaration) for declaration in declarations],
        noun=("déclaration", "déclarations"),
        empty="Aucune déclaration n’est ouverte pour cette activité.",
        id="ouvertes",
    )


def _opened_row(declaration: Declaration) -> Row:
    state = CAF_LABELS[State(declaration.state)]
    note = "" if declaration.owed or declaration.state == State.WAIVED else "n’est pas due"
    due = formats.short_date(declaration.due)
    return Row([Link(str(declaration.campaign), file_url(declaration)), due, Text(state, note)])


def file_url(declaration: Declaration) -> str:
    return reverse("afas:caf_file", args=[declaration.public_id])


def waive_url(declaration: Declaration) -> str:
    return reverse("afas:caf_waive", args=[declaration.public_id])


def missing_lines(missing: Sequence[MissingEdition]) -> list[dict[str, str]]:
    """« PS Jeunes : l’exercice 2028 n’est pas prêt »."""
    return [
        {
            "title": f"{each.activity_type.label}\u00a0: l’exercice {each.year} n’est pas prêt",
            "detail": f"Sa première déclaration ouvre le {formats.long_date(each.opening.opens_on)}.",
            "command": f"manage.py carry_edition {each.activity_type.code} {each.year}",
        }
        for each in missing
    ]


def catalogue_table(catalogue: Catalogue, today: date) -> Table:
    """The amounts of the years that are declared now, and after."""
    since = today.year - GIVEN_UP_YEARS
    return Table(
        caption="Montants par exercice",
        columns=[Column("Montant"), Column("Exercice"), Column("Valeur", align="end"), Column("Source")],
        groups=[
            RowGroup(
                found.label, [_rate_row(edition.year, rate) for edition, rate in _rates(found, since)], _years(found)
            )
            for found in catalogue.types.values()
        ],
        noun=("montant", "montants"),
        empty="Le catalogue est vide.",
        id="catalogue",
    )


def _rates(found: ActivityType, since: int) -> Iterator[tuple[Edition, RateSpec]]:
    """The latest year first."""
    for year in reversed(found.years):
        if year >= since:
            yield from ((found.editions[year], rate) for rate in found.editions[year].rates)


def _rate_row(year: int, rate: RateSpec) -> Row:
    value = rate_text(rate.value, rate.unit)
    shown = value if rate.confirmed else Text(value, TO_CONFIRM.strip(" []"), tone="attention")
    return Row([rate.label, str(year), shown, rate.source])


def _years(found: ActivityType) -> str:
    return f"Exercices {found.years[0]} à {found.years[-1]}"
