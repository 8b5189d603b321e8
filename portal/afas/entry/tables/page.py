"""Everything that the entry page shows, put together."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.afas.declarations.editions import edition_of, questionnaire_of
from portal.afas.declarations.rules import part_of
from portal.afas.declarations.tables.states import PROVIDE, SLUGS, part_mark, short_label
from portal.afas.declarations.tables.steps import crumbs, due, hub_url
from portal.afas.models import Declaration, DeclarationPart, PartKind
from portal.base import formats
from portal.base.urls import reverse
from portal.catalogue.checking import Finding
from portal.catalogue.questions import Questionnaire
from portal.habpps.rights.actor import Actor

from ..controls import JUSTIFICATION, findings_of
from ..documents import errors_of, typed_of
from ..forms import EntryForm, flat
from ..queries import references
from .lines import EntrySection, Page, sections
from .summary import Summary, summary


@dataclass(frozen=True)
class ColumnLabels:
    """Heads of the columns of figures; "" for a column that is not there."""

    last: str
    forecast: str
    now: str


@dataclass(frozen=True)
class Shown:
    """One state of the entry page: what is typed, what is wrong with it, and what follows from it."""

    part: DeclarationPart
    form: EntryForm
    sections: list[EntrySection]
    summary: Summary
    labels: ColumnLabels
    justified: list[Finding]


def shown(
    declaration: Declaration,
    kind: str,
    *,
    errors: Mapping[str, list[str]] | None = None,
    justifications: Mapping[str, str] | None = None,
    new_row: str = "",
) -> Shown:
    """`errors`: those of an attempt to hand over, else what cannot be read; `new_row`: table that shows a blank row."""
    part = part_of(declaration, kind)
    edition, questionnaire = edition_of(declaration), questionnaire_of(declaration, kind)
    typed, wrong = typed_of(part), errors_of(part)
    justified = _justified(declaration, kind)
    said = {**part.justifications, **(justifications or {})}
    values = flat(typed) | {JUSTIFICATION + found.code: said.get(found.code, "") for found in justified}
    rows = {table.code: _row_count(part, typed, table.code, new_row) for table in questionnaire.tables()}
    labels = {found.code: "Votre justification" for found in justified}
    form = EntryForm(
        questionnaire, values, rows, _placed(errors if errors is not None else wrong, rows, questionnaire), labels
    )
    beside = references(declaration)[kind]
    sums = {name: edition.totals(found.document) if found else None for name, found in vars(beside).items()}
    page = Page(form, part.document, beside, edition.totals(part.document), sums["last_year"], sums["forecast"])
    documents = {each.kind: each.document for each in declaration.parts.all()}
    return Shown(
        part=part,
        form=form,
        sections=sections(questionnaire, page),
        summary=summary(edition, declaration.campaign.declaration_type, kind, documents, wrong, set(form.fields)),
        labels=ColumnLabels(
            last=short_label(beside.last_year.campaign) if beside.last_year else "",
            forecast=short_label(beside.forecast.campaign) if beside.forecast else "",
            now=short_label(declaration.campaign),
        ),
        justified=justified,
    )


def _row_count(part: DeclarationPart, typed: Mapping[str, Any], table: str, new_row: str) -> int:
    """One blank row in a table that nobody has answered yet, one more where a row was asked for."""
    count = len(typed[table])
    return count + 1 if new_row == table or table not in part.document else count


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


def _justified(declaration: Declaration, kind: str) -> list[Finding]:
    """The warnings of this half that ask for a text, once per control."""
    asked: dict[str, Finding] = {}
    for found in findings_of(declaration):
        if found.part == kind and found.justification:
            asked.setdefault(found.code, found)
    return list(asked.values())


def context(declaration: Declaration, kind: str, actor: Actor, **options: Any) -> dict[str, Any]:
    found, half = shown(declaration, kind, **options), PartKind(kind)
    part, campaign = found.part, declaration.campaign
    slug = SLUGS[half]
    return {
        "declaration": declaration,
        "part": part,
        "form": found.form,
        "sections": found.sections,
        "labels": found.labels,
        "summary": found.summary,
        "half": half.label,
        "campaign_label": str(campaign),
        "state": part_mark(part.state),
        "due": due(declaration, actor.today),
        "crumbs": crumbs(declaration, half.label),
        "hub_url": hub_url(declaration),
        "autosave_url": reverse("afas:autosave", args=[declaration.public_id, slug]),
        "provide_label": PROVIDE[half],
        "correction": part.correction,
        "saved_at": formats.clock(part.edited_at) if part.edited_at else "",
        "base": json.dumps(typed_of(part), ensure_ascii=False),
        "justifications": [
            {"bound": found.form[JUSTIFICATION + each.code], "message": each.message[:1].upper() + each.message[1:]}
            for each in found.justified
        ],
    }


def outputs(found: Shown) -> dict[str, str]:
    """Texts that autosave puts in the page: id -> text."""
    texts = {f"progress-{section.code}": section.progress for section in found.sections}
    texts |= {f"gap-{line.code}": line.gap.short for section in found.sections for line in section.lines}
    for section in found.sections:
        if section.sum:
            texts |= {section.sum.id: section.sum.now, f"gap-{section.sum.id}": section.sum.gap.short}
    return texts | {"bar-balance": found.summary.balance_text, "bar-left": found.summary.left_text}


def marked(found: Shown) -> list[str]:
    """Ids of the differences to look at twice."""
    return [f"gap-{line.code}" for section in found.sections for line in section.lines if line.gap.marked]
