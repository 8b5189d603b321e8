"""A declaration as the Caf reads it: the version that was transmitted, never what the partner is typing since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.afas.declarations.editions import edition_of, nature_label, type_label
from portal.afas.declarations.queries.versions import Change, Version
from portal.afas.declarations.rules import is_late
from portal.afas.entry.queries import References
from portal.afas.entry.tables.figures import answer_text, difference, row_lines
from portal.afas.models import Declaration, PartKind, State
from portal.afas.models import Event as Happening
from portal.base import formats
from portal.base.urls import reverse
from portal.catalogue.questions import Question, Questionnaire
from portal.habpps.rights.actor import Actor
from portal.ui.pieces import Event, SummaryRow, Tone
from portal.ui.tables import Column, Row, RowGroup, Table, Text

NOTHING = "–"
TONES: dict[str, Tone] = {
    "SENT_BACK": "attention",
    "RETURNED": "attention",
    "TRANSMITTED": "info",
    "VALIDATED": "success",
}


@dataclass(frozen=True)
class Control:
    """A control that the transmitted figures did not pass, with what the partner said of it."""

    message: str
    justification: str


@dataclass(frozen=True)
class ShownVersion:
    """A transmission in the list of versions, with what changed since the one before."""

    title: str
    detail: str
    url: str
    receipt_url: str
    changes: Table | None


def identity_rows(actor: Actor, declaration: Declaration, events: list[Happening]) -> list[SummaryRow]:
    """`events`: its history, the latest first."""
    activity, partner = declaration.activity, declaration.activity.agreement.partner
    late = "Transmise en retard" if declaration.version else "En retard"
    due = formats.until_day(declaration.due)
    rows = [
        SummaryRow("Organisme", [activity.agreement.shown_partner, f"SIRET {partner.siret}"]),
        SummaryRow("Activité", [activity.name, _kind(declaration)]),
        SummaryRow("Déclaration", str(declaration.campaign)),
        SummaryRow("À transmettre", [due, late] if is_late(declaration, actor.today) else due),
    ]
    if declaration.transmitted_at:
        received = f"{formats.moment(declaration.transmitted_at)}, version {declaration.version}"
        rows.append(SummaryRow("Dernière réception", received))
    if declaration.taken_by and declaration.taken_at:
        since = f"depuis le {formats.moment(declaration.taken_at)}"
        rows.append(SummaryRow("Suivie par", [declaration.taken_by.get_full_name(), since, *_coming_back(declaration)]))
    elif left := _handler_who_left(declaration, events):
        said = f"{left} l’avait retournée et ne traite plus les déclarations de votre Caf."
        rows.append(SummaryRow("Suivie par", ["Personne", said]))
    return rows


def _coming_back(declaration: Declaration) -> list[str]:
    if declaration.came_back:
        return ["revenue corrigée"]
    return [] if declaration.is_received else ["le dossier reviendra à son nom"]


def _handler_who_left(declaration: Declaration, events: list[Happening]) -> str:
    """Who returned what has come back to nobody; "" for a declaration that was never returned, or is not back."""
    if declaration.state != State.TRANSMITTED:
        return ""
    return next((each.by.get_full_name() for each in events if each.kind == Happening.Kind.RETURNED), "")


def _kind(declaration: Declaration) -> str:
    activity = declaration.activity
    return f"{type_label(activity.type_code)}, {nature_label(activity.type_code, activity.nature_code)}"


def figure_tables(declaration: Declaration, content: Mapping[str, Any], beside: dict[str, References]) -> list[Table]:
    """One table for each part: last year, forecast, transmitted, difference from last year."""
    edition, kind = edition_of(declaration), declaration.campaign.declaration_type
    return [
        _figure_table(
            edition.questionnaire(part, kind), part, content["parts"][part], beside[part], str(declaration.campaign)
        )
        for part in (PartKind.FINANCIAL, PartKind.ACTIVITY)
    ]


def _figure_table(
    questionnaire: Questionnaire, kind: PartKind, part: Mapping[str, Any], beside: References, present: str
) -> Table:
    last, forecast = beside.last_year, beside.forecast
    document = part["document"]
    before = last.document if last else {}
    planned = forecast.document if forecast else {}
    columns = [Column("Rubrique"), Column(str(last.campaign) if last else "Année précédente", align="end")]
    if forecast:
        columns.append(Column(str(forecast.campaign), align="end"))
    columns += [Column(present, align="end"), Column("Écart avec l’année précédente", align="end")]
    groups = []
    for section in questionnaire.sections:
        rows = [_row(question, document, before, planned, forecast is not None) for question in section.questions]
        if section.table:
            cells = [_lines(row_lines(section.table, each.get(section.table.code))) for each in (before, planned)]
            now = _lines(row_lines(section.table, document.get(section.table.code)))
            rows.insert(0, Row([section.table.label, *_columns(cells[0], cells[1], now, "", forecast is not None)]))
        groups.append(RowGroup(section.title, rows))
    note = " («\u00a0néant\u00a0»)" if part["nil_return"] else ""
    return Table(
        caption=f"{kind.label}{note}",
        columns=columns,
        groups=groups,
        noun=("réponse", "réponses"),
        id=f"chiffres-{kind.lower()}",
    )


def _row(question: Question, now: Mapping[str, Any], before: Any, planned: Any, forecast: bool) -> Row:
    label = " ".join(filter(None, (question.number, question.label)))
    gap = difference(question, now.get(question.code), before.get(question.code))
    texts = [answer_text(question, each.get(question.code)) or NOTHING for each in (before, planned, now)]
    name = Text(label, question.unit) if question.unit not in ("", "€") else label
    cells = _columns(texts[0], texts[1], Text(texts[2], strong=True), gap.text_with_share, forecast)
    cells[-1] = Text(gap.text_with_share, "à vérifier" if gap.marked else "")
    return Row([name, *cells])


def _columns(before: Any, planned: Any, now: Any, gap: str, forecast: bool) -> list[Any]:
    return [before, *([planned] if forecast else []), now, gap]


def _lines(lines: list[str]) -> str:
    return " / ".join(lines) or NOTHING


def total_rows(content: Mapping[str, Any]) -> list[SummaryRow]:
    told, estimate = content["totals"], content["estimate"]
    rows = [
        SummaryRow("Total des charges", _euros(told["total_charges"])),
        SummaryRow("Total des produits", _euros(told["total_produits"])),
        SummaryRow("Résultat", f"{_euros(told['balance'])} ({told['label']})"),
    ]
    if estimate["amount"] is not None:
        note = " (estimation indicative)" if estimate["indicative"] else ""
        rows.append(SummaryRow(estimate["label"], f"{_euros(estimate['amount'])}{note}"))
    return rows


def _euros(amount: str) -> str:
    return formats.euros(Decimal(amount))


def calculation_rows(content: Mapping[str, Any]) -> list[SummaryRow]:
    return [SummaryRow(step["label"], step["detail"] or step["value"]) for step in content["estimate"]["steps"]]


def failed_controls(content: Mapping[str, Any]) -> list[Control]:
    return [Control(found["message"], found["justification"]) for found in content["findings"]]


def history_events(events: list[Happening]) -> list[Event]:
    return [
        Event(
            when=formats.moment(event.at),
            title=_title(event),
            who=event.by.name_on(event.at),
            text=event.reason,
            tone=TONES.get(event.kind, "neutral"),
        )
        for event in events
    ]


def _title(event: Happening) -> str:
    said = event.get_kind_display()
    if event.kind in (Happening.Kind.PROVIDED, Happening.Kind.REOPENED, Happening.Kind.SENT_BACK):
        return f"{event.get_part_display()}\u00a0: {said.lower().removeprefix('données ')}"
    version = f" (version {event.version})" if event.version > 1 else ""
    return f"{said}{version}"


def version_lines(declaration: Declaration, found: list[Version]) -> Iterator[ShownVersion]:
    for one in found:
        where = [declaration.public_id, one.number]
        late = ", en retard" if one.late else ""
        yield ShownVersion(
            title=f"Version {one.number}",
            detail=f"{one.receipt_number}, transmise le {formats.moment(one.transmitted_at)} par {one.sender}{late}",
            url=reverse("afas:version", args=where),
            receipt_url=reverse("afas:receipt_pdf", args=where),
            changes=_changes(one) if one.number > 1 else None,
        )


def _changes(version: Version) -> Table:
    before = version.number - 1
    return Table(
        caption=f"Ce qui change de la version {before} à la version {version.number}",
        columns=[
            Column("Réponse"),
            Column(f"Version {before}", align="end"),
            Column(f"Version {version.number}", align="end"),
        ],
        rows=[_change(change) for change in version.changes],
        noun=("réponse change", "réponses changent"),
        empty=f"Aucune réponse ne change par rapport à la version {before}.",
        id=f"version-{version.number}",
    )


def _change(change: Change) -> Row:
    return Row([Text(change.label, PartKind(change.part).label), change.before or NOTHING, change.after or NOTHING])
