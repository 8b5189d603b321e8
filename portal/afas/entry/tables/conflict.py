"""Two people wrote at once: what each of them says, answer by answer, and what was chosen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from portal.afas.declarations.editions import questionnaire_of
from portal.afas.declarations.rules import part_of
from portal.afas.declarations.tables.steps import crumbs, entry_url, hub_url
from portal.afas.models import Declaration, PartKind
from portal.base import formats
from portal.base.errors import Refused, Stale
from portal.base.text import read_json_object
from portal.catalogue.answers import parse_answer
from portal.catalogue.questions import Question, Questionnaire

from ..documents import Typed, typed_of
from ..forms import BASE

KEEP, MINE, THEIRS = "keep.", "mine", "theirs"
EMPTY = "Rien"


@dataclass(frozen=True)
class Clash:
    """One answer that differs. `chosen` is proposed: who alone has changed it, nobody's when both have."""

    code: str
    label: str
    unit: str
    mine: list[str]
    theirs: list[str]
    chosen: str

    @property
    def name(self) -> str:
        return KEEP + self.code


def conflict_context(
    declaration: Declaration, kind: str, post: QueryDict, typed: Typed, refusal: Stale | Refused
) -> dict[str, Any]:
    part, questionnaire = part_of(declaration, kind), questionnaire_of(declaration, kind)
    theirs = typed_of(part)
    locked = isinstance(refusal, Refused)
    return {
        "declaration": declaration,
        "label": PartKind(kind).label,
        "crumbs": crumbs(declaration, PartKind(kind).label),
        "reason": refusal.decision.reason if isinstance(refusal, Refused) else "",
        "locked": locked,
        "who": part.edited_by.name_on(part.edited_at) if part.edited_by else "",
        "when": formats.moment(part.edited_at),
        "clashes": find_clashes(questionnaire, typed, _json(post.get(BASE, "")), theirs),
        "mine": json.dumps(typed, ensure_ascii=False),
        "base": json.dumps(theirs, ensure_ascii=False),
        "version": part.edits,
        "entry_url": entry_url(declaration, kind),
        "hub_url": hub_url(declaration),
    }


def find_clashes(
    questionnaire: Questionnaire, mine: Mapping[str, Any], base: Mapping[str, Any], theirs: Mapping[str, Any]
) -> list[Clash]:
    """`base`: what the form was shown with; {} when unknown, and every difference is then open."""
    found = []
    for question in questionnaire.fields():
        if question.code not in mine:
            continue
        texts = [str(source.get(question.code, "")) for source in (mine, theirs, base)]
        values = [_canonical(question, text) for text in texts]
        if values[0] != values[1]:
            shown = [[_read(question, text)] for text in texts[:2]]
            chosen = _chosen(values, known=question.code in base)
            label = f"{question.number} {question.label}".strip()
            found.append(Clash(question.code, label, question.unit, shown[0], shown[1], chosen))
    for table in questionnaire.tables():
        if table.code in mine:
            rows = [_rows(table.columns, source.get(table.code)) for source in (mine, theirs, base)]
            if rows[0] != rows[1]:
                lines = [_lines(table.columns, source.get(table.code)) for source in (mine, theirs)]
                chosen = _chosen(rows, known=table.code in base)
                found.append(Clash(table.code, table.label, "", lines[0], lines[1], chosen))
    return found


def _chosen(values: list[Any], *, known: bool) -> str:
    mine, theirs, base = values
    if not known or (mine != base and theirs != base):
        return ""
    return MINE if theirs == base else THEIRS


def _canonical(question: Question, text: str) -> str:
    try:
        return parse_answer(question, text)
    except ValueError:
        return text.strip()


def _read(question: Question, text: str) -> str:
    if not text.strip():
        return EMPTY
    if question.kind == "boolean":
        return {"true": "Oui", "false": "Non"}.get(text, text)
    return question.choices.get(text, text)


def _rows(columns: list[Question], rows: Any) -> list[list[str]]:
    return [[_canonical(column, str(row.get(column.code, ""))) for column in columns] for row in rows or []]


def _lines(columns: list[Question], rows: Any) -> list[str]:
    lines = [
        " · ".join(f"{column.label}\u00a0: {_read(column, str(row.get(column.code, '')))}" for column in columns)
        for row in rows or []
    ]
    return lines or ["Aucune ligne"]


def chosen_answers(post: QueryDict, questionnaire: Questionnaire) -> Typed:
    """What to save after the choice: the answers where the person's own version was kept."""
    mine = _json(post.get(MINE, ""))
    codes = {question.code for question in questionnaire.fields()} | {table.code for table in questionnaire.tables()}
    return {code: value for code, value in mine.items() if code in codes and post.get(KEEP + code) == MINE}


def _json(text: str) -> dict[str, Any]:
    try:
        return read_json_object(text)
    except ValueError:
        return {}
