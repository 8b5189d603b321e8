"""The questions of one part as the entry page shows them: sections, lines with last year beside, rows that repeat."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.forms import BoundField

from portal.afas.declarations.tables.progress import progress_text, section_progress
from portal.catalogue.questions import Question, Questionnaire, RowTable, Section

from ..forms import EntryForm
from .comparison import Comparison, Sum
from .figures import Difference, answer_text, answer_text_with_unit


def hint_id(table: str, column: Question) -> str:
    """The id of what the page says under a table about one of its columns; "" when it says nothing."""
    return f"help-{table}-{column.code}" if column.help else ""


@dataclass(frozen=True)
class Line:
    """A figure to enter, as a line of a table."""

    bound: BoundField
    code: str
    number: str
    label: str
    help: str
    unit: str
    spoken: str
    last: str
    forecast: str
    gap: Difference


@dataclass(frozen=True)
class Item:
    """Another question, as a field; `previous` is what was answered last year."""

    bound: BoundField
    previous: str


@dataclass(frozen=True)
class Cell:
    bound: BoundField
    spoken: str
    is_figure: bool
    hint_id: str = ""


@dataclass(frozen=True)
class EntryRow:
    index: int
    cells: list[Cell]


@dataclass(frozen=True)
class Rows:
    """`most`: how many rows there may be; `full`: no row may be added. `reuse`: what the button says that takes the rows
    of last year; empty where there are none to take, or where some were entered."""

    code: str
    label: str
    help: str
    columns: list[Question]
    rows: list[EntryRow]
    most: int
    reuse: str = ""

    def hint_id(self, column: Question) -> str:
        return hint_id(self.code, column)

    @property
    def full(self) -> bool:
        return len(self.rows) >= self.most


@dataclass(frozen=True)
class EntrySection:
    code: str
    title: str
    help: str
    lines: list[Line] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    rows: Rows | None = None
    sum: Sum | None = None
    accounts: bool = False
    answered: int = 0
    asked: int = 0

    @property
    def progress(self) -> str:
        return progress_text(self.answered, self.asked)


def entry_sections(questionnaire: Questionnaire, form: EntryForm, comparison: Comparison) -> list[EntrySection]:
    return [_section(section, form, comparison) for section in questionnaire.sections]


def _section(section: Section, form: EntryForm, comparison: Comparison) -> EntrySection:
    figures = [question for question in section.questions if question.is_figure]
    others = [question for question in section.questions if not question.is_figure]
    answered, asked = section_progress(section, comparison.document)
    return EntrySection(
        code=section.code,
        title=section.title,
        help=section.help,
        lines=[_line(question, form, comparison) for question in figures],
        items=[
            Item(form[question.code], answer_text_with_unit(question, comparison.last_answer(question)))
            for question in others
        ],
        rows=_rows(section.table, form, comparison) if section.table else None,
        sum=comparison.sum_of(section),
        accounts=any(question.number for question in figures),
        answered=answered,
        asked=asked,
    )


def _line(question: Question, form: EntryForm, comparison: Comparison) -> Line:
    return Line(
        bound=form[question.code],
        code=question.code,
        number=question.number,
        label=question.label,
        help=question.help,
        unit=question.unit,
        spoken=f"{question.number} {question.label}".strip(),
        last=answer_text(question, comparison.last_answer(question)),
        forecast=answer_text(question, comparison.forecast_answer(question)),
        gap=comparison.gap(question),
    )


def _rows(table: RowTable, form: EntryForm, comparison: Comparison) -> Rows:
    indexes = sorted({int(name.split(".")[1]) for name in form.fields if name.startswith(f"{table.code}.")})
    rows = [
        EntryRow(
            index,
            [
                Cell(
                    form[f"{table.code}.{index}.{column.code}"],
                    f"{column.label}, ligne {index + 1}",
                    column.is_figure,
                    hint_id(table.code, column),
                )
                for column in table.columns
            ],
        )
        for index in indexes
    ]
    reuse = table.reuse if comparison.last_rows(table) and not comparison.document.get(table.code) else ""
    return Rows(table.code, table.label, table.help, table.columns, rows, table.max_rows, reuse)
