"""Everything that the entry page shows, put together."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.afas.declarations.editions import questionnaire_of
from portal.afas.declarations.rules import entry_warning, part_of
from portal.afas.declarations.tables.states import PROVIDE, SLUGS, part_state_mark, short_label
from portal.afas.declarations.tables.steps import crumbs, describe_due_date, hub_url
from portal.afas.models import Declaration, DeclarationPart, PartKind
from portal.base import formats
from portal.base.urls import reverse
from portal.catalogue.checking import Finding
from portal.catalogue.questions import Questionnaire
from portal.habpps.rights.actor import Actor

from ..controls import JUSTIFICATION, findings_of
from ..documents import errors_of, typed_of
from ..forms import EntryForm, flatten
from .comparison import compare
from .lines import EntrySection, entry_sections
from .summary import Summary, summarize


@dataclass(frozen=True)
class ColumnLabels:
    """Heads of the columns of figures; "" for a column that is not there."""

    last: str
    forecast: str
    now: str


@dataclass(frozen=True)
class EntryPage:
    """One state of the entry page: what is typed, what is wrong with it, and what follows from it."""

    part: DeclarationPart
    typed: dict[str, Any]
    form: EntryForm
    sections: list[EntrySection]
    summary: Summary
    labels: ColumnLabels
    justified: list[Finding]


def entry_page(
    declaration: Declaration,
    kind: str,
    *,
    errors: Mapping[str, list[str]] | None = None,
    justifications: Mapping[str, str] | None = None,
    blank_rows: Mapping[str, int] | None = None,
) -> EntryPage:
    """`errors`: those of an attempt to hand over, else what cannot be read; `blank_rows`: see `row_counts`."""
    part, questionnaire = part_of(declaration, kind), questionnaire_of(declaration, kind)
    typed, unreadable, findings = typed_of(part), errors_of(part), findings_of(declaration)
    justified = _justified(findings, kind)
    written = {**part.justifications, **(justifications or {})}
    values = flatten(typed) | {JUSTIFICATION + each.code: written.get(each.code, "") for each in justified}
    rows = row_counts(part, questionnaire, blank_rows)
    labels = {each.code: "Votre justification" for each in justified}
    placed = _placed(errors if errors is not None else unreadable, rows, questionnaire)
    form = EntryForm(questionnaire, values, rows, placed, labels)
    comparison = compare(part)
    last, forecast = comparison.references.last_year, comparison.references.forecast
    return EntryPage(
        part=part,
        typed=typed,
        form=form,
        sections=entry_sections(questionnaire, form, comparison),
        summary=summarize(part, findings, unreadable, form.fields),
        labels=ColumnLabels(
            last=short_label(last.campaign) if last else "",
            forecast=short_label(forecast.campaign) if forecast else "",
            now=short_label(declaration.campaign),
        ),
        justified=justified,
    )


def row_counts(
    part: DeclarationPart, questionnaire: Questionnaire, blank_rows: Mapping[str, int] | None = None
) -> dict[str, int]:
    """Table code -> rows that the page shows: those answered and, below, the blank ones asked for (`blank_rows`), or one
    in a table that nobody has answered yet; never more than the table may hold."""
    asked = blank_rows or {}
    return {
        table.code: min(
            table.max_rows,
            len(part.document.get(table.code, [])) + asked.get(table.code, int(table.code not in part.document)),
        )
        for table in questionnaire.tables()
    }


def _placed(
    errors: Mapping[str, list[str]], rows: Mapping[str, int], questionnaire: Questionnaire
) -> dict[str, list[str]]:
    """By control: an error of a whole table goes to its first cell, so that the summary on top leads somewhere."""
    placed: dict[str, list[str]] = {}
    for name, messages in errors.items():
        first = f"{name}.0.{questionnaire.table(name).columns[0].code}" if rows.get(name) else name
        placed.setdefault(first, []).extend(_beside_its_label(questionnaire, first, text) for text in messages)
    return placed


def _beside_its_label(questionnaire: Questionnaire, name: str, message: str) -> str:
    """The message without the name of its question: the field and the summary on top already say it."""
    table, _, rest = name.partition(".")
    try:
        question = questionnaire.question(f"{table}.{rest.partition('.')[2]}" if rest else name)
    except KeyError:
        return message
    named = " ".join(filter(None, (question.number, question.label)))
    short = message.replace(f"«\u00a0{named}\u00a0»", "cette question").replace(f"{question.label}\u00a0: ", "")
    return re.sub(r"^Ligne [0-9]+\u00a0: ", "", short)


def _justified(findings: list[Finding], kind: str) -> list[Finding]:
    """The warnings of this part that ask for a text, once per control."""
    asked: dict[str, Finding] = {}
    for finding in findings:
        if finding.part == kind and finding.justification:
            asked.setdefault(finding.code, finding)
    return list(asked.values())


def entry_context(declaration: Declaration, kind: str, actor: Actor, **options: Any) -> dict[str, Any]:
    """`options`: those of `entry_page`."""
    page, label = entry_page(declaration, kind, **options), PartKind(kind).label
    part = page.part
    return {
        "declaration": declaration,
        "part": part,
        "form": page.form,
        "sections": page.sections,
        "labels": page.labels,
        "summary": page.summary,
        "label": label,
        "campaign_label": str(declaration.campaign),
        "state": part_state_mark(part.state),
        "due": describe_due_date(declaration, actor.today),
        "crumbs": crumbs(declaration, label),
        "hub_url": hub_url(declaration),
        "autosave_url": reverse("afas:autosave", args=[declaration.public_id, SLUGS[PartKind(kind)]]),
        "provide_label": PROVIDE[PartKind(kind)],
        "correction": part.correction,
        "warning": entry_warning(actor, declaration),
        "saved_at": formats.clock(part.edited_at) if part.edited_at else "",
        "base": json.dumps(page.typed, ensure_ascii=False),
        "justifications": [
            {"bound": page.form[JUSTIFICATION + each.code], "message": each.message[:1].upper() + each.message[1:]}
            for each in page.justified
        ],
    }
