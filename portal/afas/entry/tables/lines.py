"""The entry page of one half, as plain strings: sections, lines with last year's figure beside, rows that repeat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.forms import BoundField

from portal.afas.declarations.tables.progress import section_progress
from portal.base import formats
from portal.catalogue.questions import Question, Questionnaire, RowTable, Section
from portal.catalogue.totals import Totals

from ..forms import EntryForm
from ..queries import References
from .figures import NONE, Difference, difference, share_of, shown, shown_with_unit

SUMS = {"CHARGES": ("total-charges", "Total des charges"), "PRODUITS": ("total-produits", "Total des produits")}


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


@dataclass(frozen=True)
class EntryRow:
    index: int
    cells: list[Cell]


@dataclass(frozen=True)
class Rows:
    """`full`: no row may be added. `last_year`: what was declared then, one line per row."""

    code: str
    label: str
    help: str
    columns: list[Question]
    rows: list[EntryRow]
    full: bool


@dataclass(frozen=True)
class Sum:
    """The foot of a table of accounts: one output per column."""

    id: str
    label: str
    now: str
    last: str
    forecast: str
    gap: Difference


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
    wrong: int = 0

    @property
    def complete(self) -> bool:
        return self.answered >= self.asked and not self.wrong

    @property
    def progress(self) -> str:
        """« 3 sur 12 », « facultatif » where nothing is demanded."""
        return f"{self.answered} sur {self.asked}" if self.asked else "facultatif"


@dataclass(frozen=True)
class Page:
    """What the presenter reads: the form, the stored answers, what to compare with, and the sums of each column."""

    form: EntryForm
    document: Mapping[str, Any]
    references: References
    sums: Totals
    last_sums: Totals | None
    forecast_sums: Totals | None


def sections(questionnaire: Questionnaire, page: Page) -> list[EntrySection]:
    return [_section(section, page) for section in questionnaire.sections]


def _section(section: Section, page: Page) -> EntrySection:
    figures = [question for question in section.questions if question.is_figure]
    others = [question for question in section.questions if not question.is_figure]
    answered, asked = section_progress(section, page.document)
    side = next((question.side for question in figures if question.side), "")
    return EntrySection(
        code=section.code,
        title=section.title,
        help=section.help,
        lines=[_line(question, page) for question in figures],
        items=[Item(page.form[question.code], _before(question, page)) for question in others],
        rows=_rows(section.table, page) if section.table else None,
        sum=_sum(side, page) if side else None,
        accounts=any(question.number for question in figures),
        answered=answered,
        asked=asked,
        wrong=sum(bool(page.form[name].errors) for name in _names(section, page.form)),
    )


def _names(section: Section, form: EntryForm) -> list[str]:
    table = f"{section.table.code}." if section.table else "\0"
    codes = {question.code for question in section.questions}
    return [name for name in form.fields if name in codes or name.startswith(table)]


def _line(question: Question, page: Page) -> Line:
    last, forecast = page.references.last_year, page.references.forecast
    before = last.document.get(question.code) if last else None
    return Line(
        bound=page.form[question.code],
        code=question.code,
        number=question.number,
        label=question.label,
        help=question.help,
        unit=question.unit,
        spoken=f"{question.number} {question.label}".strip(),
        last=shown(question, before),
        forecast=shown(question, forecast.document.get(question.code)) if forecast else "",
        gap=difference(question, page.document.get(question.code), before),
    )


def _before(question: Question, page: Page) -> str:
    last = page.references.last_year
    return shown_with_unit(question, last.document.get(question.code)) if last else ""


def _rows(table: RowTable, page: Page) -> Rows:
    indexes = sorted({int(name.split(".")[1]) for name in page.form.fields if name.startswith(f"{table.code}.")})
    rows = [
        EntryRow(
            index,
            [
                Cell(
                    page.form[f"{table.code}.{index}.{column.code}"],
                    f"{column.label}, ligne {index + 1}",
                    column.is_figure,
                )
                for column in table.columns
            ],
        )
        for index in indexes
    ]
    return Rows(table.code, table.label, table.help, table.columns, rows, len(rows) >= table.max_rows)


def _sum(side: str, page: Page) -> Sum:
    identifier, label = SUMS[side]
    now, last, forecast = (_of_side(found, side) for found in (page.sums, page.last_sums, page.forecast_sums))
    gap = NONE
    if now is not None and last is not None:
        share = share_of(now - last, last)
        gap = Difference(formats.signed(now - last, 2), share)
    return Sum(
        identifier, label, *(formats.number(each, 2) if each is not None else "" for each in (now, last, forecast)), gap
    )


def _of_side(found: Totals | None, side: str):
    if found is None:
        return None
    return found.charges if side == "CHARGES" else found.produits
