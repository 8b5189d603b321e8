"""From what a form posts to what a part keeps, and back. Nothing typed is ever lost or refused here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from portal.afas.declarations.editions import questionnaire_of
from portal.afas.models import Declaration, DeclarationPart
from portal.base.errors import ActionError
from portal.catalogue.answers import display_answer, parse_answer
from portal.catalogue.questions import Question, Questionnaire, RowTable

from .queries import load_references

Typed = dict[str, str | list[dict[str, str]]]
"""Question code -> text; table code -> its rows, each column code -> text."""


@dataclass(frozen=True)
class Answers:
    """`document`: canonical strings of the catalogue. `unreadable`: field (`account_60`, `animators.0.etp`) -> text."""

    document: dict[str, Any] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)


def merge_answers(questionnaire: Questionnaire, answers: Answers, typed: Typed) -> Answers:
    """The answers with the given keys replaced; other keys stay. A table is replaced as a whole.

    ActionError for a code that the questionnaire does not ask.
    """
    questions = {question.code: question for question in questionnaire.fields()}
    tables = {table.code: table for table in questionnaire.tables()}
    unknown = sorted(set(typed) - set(questions) - set(tables))
    if unknown:
        raise ActionError({code: ["Cette question n’est pas posée dans cette déclaration."] for code in unknown})
    merged = Answers(dict(answers.document), dict(answers.unreadable))
    for code, given in typed.items():
        if code in tables:
            _replace_rows(merged, tables[code], given if isinstance(given, list) else [])
        else:
            _replace(merged.document, merged.unreadable, questions[code], code, given if isinstance(given, str) else "")
    return merged


def _replace_rows(answers: Answers, table: RowTable, rows: list[dict[str, str]]) -> None:
    for kept in [name for name in answers.unreadable if name.startswith(f"{table.code}.")]:
        del answers.unreadable[kept]
    filled = [row for row in rows if any(str(row.get(column.code, "")).strip() for column in table.columns)]
    answers.document[table.code] = []
    for index, row in enumerate(filled):
        kept_row: dict[str, str] = {}
        for column in table.columns:
            name = f"{table.code}.{index}.{column.code}"
            _replace(kept_row, answers.unreadable, column, name, str(row.get(column.code, "")), column.code)
        answers.document[table.code].append(kept_row)


def _replace(
    document: dict[str, Any], unreadable: dict[str, str], question: Question, name: str, text: str, key: str = ""
) -> None:
    key = key or name
    # What no database can keep: NUL, and surrogates.
    text = text.replace("\x00", "").encode("utf-8", "replace").decode()
    document.pop(key, None)
    unreadable.pop(name, None)
    try:
        value = parse_answer(question, text)
    except ValueError:
        unreadable[name] = text
        return
    if value:
        document[key] = value


def last_rows(declaration: Declaration, kind: str, table: RowTable) -> list[dict[str, str]]:
    """The rows that were transmitted a year before, as people write them; none when there were none."""
    last = load_references(declaration)[kind].last_year
    rows = last.document.get(table.code, []) if last else []
    return [{column.code: _text(column, row.get(column.code)) for column in table.columns} for row in rows]


def answers_of(part: DeclarationPart) -> Answers:
    return Answers(part.document, part.unreadable)


def errors_of(part: DeclarationPart) -> dict[str, list[str]]:
    """Field -> French messages, for what was typed and could not be read."""
    questionnaire = questionnaire_of(part.declaration, part.kind)
    errors: dict[str, list[str]] = {}
    for name, text in part.unreadable.items():
        table, _, rest = name.partition(".")
        question = questionnaire.question(f"{table}.{rest.partition('.')[2]}" if rest else name)
        try:
            parse_answer(question, text)
        except ValueError as error:
            errors[name] = [str(error)]
    return errors


def typed_of(part: DeclarationPart) -> dict[str, Any]:
    """What a form shows: readable answers as people write them, the others as they were typed.

    Question code -> text; table code -> rows of column code -> text.
    """
    questionnaire = questionnaire_of(part.declaration, part.kind)
    shown: dict[str, Any] = {}
    for question in questionnaire.fields():
        shown[question.code] = part.unreadable.get(question.code) or _text(question, part.document.get(question.code))
    for table in questionnaire.tables():
        shown[table.code] = [
            {
                column.code: part.unreadable.get(f"{table.code}.{index}.{column.code}")
                or _text(column, row.get(column.code))
                for column in table.columns
            }
            for index, row in enumerate(part.document.get(table.code, []))
        ]
    return shown


def _text(question: Question, canonical: str | None) -> str:
    """A choice and a box show their code, which is what their field posts."""
    return display_answer(question, canonical) if question.is_figure else canonical or ""
