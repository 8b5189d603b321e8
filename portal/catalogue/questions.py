"""Questions, tables of rows, sections, and the questionnaire of one half of a declaration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

Part = Literal["ACTIVITY", "FINANCIAL"]
DeclarationType = Literal["FORECAST", "UPDATE", "ACTUAL"]
Kind = Literal["integer", "decimal", "amount", "choice", "boolean", "text", "long_text"]
Side = Literal["CHARGES", "PRODUITS", ""]

Document = dict[str, Any]
"""One half's answers: code -> canonical string; table code -> list of {column code -> canonical string}.

An absent key is a question that was not answered, which differs from "0".
"""

FIGURES = ("integer", "decimal", "amount")


@dataclass(frozen=True)
class Question:
    """`number` and `side` are those of a line of the accounts, and empty for other questions."""

    code: str
    label: str
    kind: Kind
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimals: int = 0
    required: bool = False
    help: str = ""
    choices: dict[str, str] = field(default_factory=dict)
    max_length: int = 200
    number: str = ""
    side: Side = ""

    @property
    def is_figure(self) -> bool:
        return self.kind in FIGURES


@dataclass(frozen=True)
class RowTable:
    """A table to which people add rows. `reuse`: what the button says that takes those of the year before."""

    code: str
    label: str
    columns: list[Question]
    min_rows: int = 0
    max_rows: int = 50
    help: str = ""
    reuse: str = ""

    def column(self, code: str) -> Question:
        """KeyError when the table has no such column."""
        return {column.code: column for column in self.columns}[code]


@dataclass(frozen=True)
class Section:
    code: str
    title: str
    questions: list[Question]
    help: str = ""
    table: RowTable | None = None


@dataclass(frozen=True)
class Questionnaire:
    """The questions of one half, for one type of declaration."""

    part: Part
    declaration_type: DeclarationType
    sections: list[Section]

    def fields(self) -> list[Question]:
        """Every question outside the tables, in the order of the screen."""
        return list(self._questions.values())

    def question(self, code: str) -> Question:
        """The question `code`; `animators.etp` names a column. KeyError when there is none."""
        table, _, column = code.partition(".")
        return self._tables[table].column(column) if column else self._questions[code]

    def tables(self) -> list[RowTable]:
        return list(self._tables.values())

    def table(self, code: str) -> RowTable:
        return self._tables[code]

    def nil_document(self) -> Document:
        """The answers of a half declared « néant »: every figure 0, every box « non », no row, no text."""
        answers: Document = {table.code: [] for table in self.tables()}
        for question in self.fields():
            if question.is_figure:
                answers[question.code] = f"{Decimal(0):.{question.decimals}f}"
            elif question.kind == "boolean":
                answers[question.code] = "false"
        return answers

    def answers(self, document: Document) -> Iterator[tuple[str, Question, str | None]]:
        """(field, question, canonical value or None), rows included: field `animators.0.etp` is in the first row."""
        for question in self.fields():
            yield question.code, question, document.get(question.code)
        for table in self.tables():
            for index, row in enumerate(rows_of(document, table.code)):
                for column in table.columns:
                    yield f"{table.code}.{index}.{column.code}", column, row.get(column.code)

    @cached_property
    def _questions(self) -> dict[str, Question]:
        return {question.code: question for section in self.sections for question in section.questions}

    @cached_property
    def _tables(self) -> dict[str, RowTable]:
        return {section.table.code: section.table for section in self.sections if section.table}


def rows_of(document: Document, table: str) -> list[Document]:
    """The rows of a table; anything that is not a list of objects counts as no row."""
    rows = document.get(table)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
