"""What the Caf may open, what is owed no more, what is « sans objet »: rows as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.paginator import Page

from portal.afas.declarations.editions import type_label
from portal.afas.declarations.wording import declaration_name
from portal.afas.models import CAF_LABELS, Declaration, State
from portal.base import formats
from portal.base.clock import day
from portal.base.urls import reverse
from portal.habpps.models import Activity
from portal.ui.pieces import Action, SummaryRow, Tab
from portal.ui.tables import Actions, CellLine, Column, Lines, Link, Row, Table, Text

from .queries import Unopened, enrolments_of
from .wording import unopened_label

OPEN, NOT_OWED, WAIVED = "", "non-dues", "sans-objet"
VIEWS = {OPEN: "À ouvrir", NOT_OWED: "Qui ne sont pas dues", WAIVED: "Sans objet"}


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


def not_owed_table(page: Page) -> Table:
    return Table(
        caption="Déclarations ouvertes qui ne sont pas dues",
        columns=[*DECLARATION_COLUMNS, Column("Action", align="end")],
        rows=[_not_owed_row(declaration) for declaration in page],
        page=page,
        noun=("déclaration", "déclarations"),
        bulk=[Action("Dire sans objet", reverse("afas:caf_waive_ticked"), "minus")],
        empty="Toutes les déclarations ouvertes sont dues.",
        id="non-dues",
    )


def _not_owed_row(declaration: Declaration) -> Row:
    waive = Action("Sans objet", waive_url(declaration), "minus", about=f": {declaration_name(declaration)}")
    return Row(
        [*_cells(declaration), CAF_LABELS[State(declaration.state)], Actions(next=waive)],
        key=declaration.public_id,
        name=declaration_name(declaration),
    )


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
    by = declaration.waived_by.get_full_name() if declaration.waived_by else ""
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
