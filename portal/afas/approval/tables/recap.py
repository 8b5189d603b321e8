"""Everything on one page before it leaves: answers beside last year's, differences marked, warnings justified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.afas.declarations.editions import edition_of, questionnaire_of
from portal.afas.declarations.rules import may_reopen_part, may_save_part, part_of
from portal.afas.declarations.tables.states import SLUGS, part_state_mark, short_label
from portal.afas.declarations.tables.steps import entry_url
from portal.afas.entry.controls import findings_of
from portal.afas.entry.queries import References, load_references
from portal.afas.entry.tables.figures import Difference, answer_text, answer_text_with_unit, difference, row_lines
from portal.afas.models import Declaration, DeclarationPart, PartKind
from portal.base import formats
from portal.base.urls import reverse
from portal.catalogue.questions import Question, Section
from portal.catalogue.totals import Totals
from portal.habpps.rights.actor import Actor
from portal.ui.pieces import State as Mark


@dataclass(frozen=True)
class RecapLine:
    number: str
    label: str
    last: str
    now: str
    gap: Difference


@dataclass(frozen=True)
class RecapSection:
    """`change_url` leads to the section of the entry page, empty where the person may not enter it now."""

    title: str
    accounts: bool
    figures: list[RecapLine]
    texts: list[RecapLine]
    rows: list[str] | None
    rows_before: list[str] | None
    change_url: str


@dataclass(frozen=True)
class Remark:
    message: str
    justification: str
    asks: bool


@dataclass(frozen=True)
class RecapPart:
    kind: str
    label: str
    mark: Mark
    entered: str
    provided: str
    nil: bool
    last_label: str
    sections: list[RecapSection]
    remarks: list[Remark]
    marked: int


def recap_parts(actor: Actor, declaration: Declaration) -> list[RecapPart]:
    beside = load_references(declaration)
    return [_part(actor, declaration, part, beside[part.kind]) for part in declaration.parts_by_kind.values()]


def _part(actor: Actor, declaration: Declaration, part: DeclarationPart, beside: References) -> RecapPart:
    before = beside.last_year.document if beside.last_year else {}
    url, reopening = _change_url(actor, declaration, part)
    found = [
        _section(section, part.document, before, url if reopening or not url else f"{url}#section-{section.code}")
        for section in questionnaire_of(declaration, part.kind).sections
    ]
    return RecapPart(
        kind=part.kind,
        label=PartKind(part.kind).label,
        mark=part_state_mark(part.state),
        entered=_entered(declaration, part),
        provided=_provided(part),
        nil=part.nil_return,
        last_label=short_label(beside.last_year.campaign) if beside.last_year else "",
        sections=found,
        remarks=_remarks(declaration, part),
        marked=sum(line.gap.marked for section in found for line in section.figures),
    )


def _change_url(actor: Actor, declaration: Declaration, part: DeclarationPart) -> tuple[str, bool]:
    """Where « Modifier » leads: the entry page, or first the question whether to take provided data back."""
    if may_save_part(actor, declaration, part.kind, actor.today):
        return entry_url(declaration, part.kind), False
    if may_reopen_part(actor, declaration, part.kind, actor.today):
        return reverse("afas:reopen", args=[declaration.public_id, SLUGS[PartKind(part.kind)]]), True
    return "", False


def _entered(declaration: Declaration, part: DeclarationPart) -> str:
    """Everybody who has entered something of it, in whichever version, the first to begin first."""
    rows = [row for row in declaration.contributors if row.part_id == part.pk]
    people = {row.person_id: row.person.get_full_name() for row in rows}
    return f"Saisies par {formats.listed(list(people.values()))}." if people else ""


def _provided(part: DeclarationPart) -> str:
    if not part.provided_by or not part.provided_at:
        return ""
    return f"Fournies par {part.provided_by.name_on(part.provided_at)} le {formats.moment(part.provided_at)}."


def _section(section: Section, document: Mapping[str, Any], before: Mapping[str, Any], url: str) -> RecapSection:
    lines = [(question, _line(question, document, before)) for question in section.questions]
    table = section.table
    return RecapSection(
        title=section.title,
        accounts=any(question.number for question in section.questions),
        figures=[line for question, line in lines if question.is_figure],
        texts=[line for question, line in lines if not question.is_figure],
        rows=row_lines(table, document.get(table.code)) if table else None,
        rows_before=row_lines(table, before.get(table.code)) if table else None,
        change_url=url,
    )


def _line(question: Question, document: Mapping[str, Any], before: Mapping[str, Any]) -> RecapLine:
    write = answer_text if question.number else answer_text_with_unit
    now, last = document.get(question.code), before.get(question.code)
    return RecapLine(
        question.number, question.label, write(question, last), write(question, now), difference(question, now, last)
    )


def _remarks(declaration: Declaration, part: DeclarationPart) -> list[Remark]:
    return [
        Remark(
            found.message[:1].upper() + found.message[1:], part.justifications.get(found.code, ""), found.justification
        )
        for found in findings_of(declaration)
        if found.part == part.kind and found.severity == "WARNING"
    ]


def account_totals(declaration: Declaration) -> Totals:
    return edition_of(declaration).totals(part_of(declaration, "FINANCIAL").document)


def transmission_purpose(declaration: Declaration) -> str:
    """What the Caf does with it, in the calendar's words; "" where the catalogue does not say."""
    campaign = declaration.campaign
    for opening in edition_of(declaration).openings():
        if (opening.declaration_type, opening.period) == (campaign.declaration_type, campaign.period):
            return opening.purpose[:1].lower() + opening.purpose[1:]
    return ""
