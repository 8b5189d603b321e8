"""The answers of one part beside what was declared before: differences and sums, the same on screen and in autosave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.afas.declarations.editions import edition_of
from portal.afas.models import DeclarationPart
from portal.base import formats
from portal.catalogue.questions import Question, RowTable, Section
from portal.catalogue.totals import Totals

from ..queries import Reference, References, load_references
from .figures import NO_DIFFERENCE, Difference, difference, share_of

SUMS = {"CHARGES": ("total-charges", "Total des charges"), "PRODUITS": ("total-produits", "Total des produits")}


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
class Comparison:
    """`sums`: of the accounts, this year, last year and as forecast; None for what is not there to compare with."""

    document: Mapping[str, Any]
    references: References
    sums: tuple[Totals | None, Totals | None, Totals | None]

    def last_answer(self, question: Question) -> Any:
        last = self.references.last_year
        return last.document.get(question.code) if last else None

    def last_rows(self, table: RowTable) -> list[dict[str, str]]:
        last = self.references.last_year
        return last.document.get(table.code, []) if last else []

    def forecast_answer(self, question: Question) -> Any:
        forecast = self.references.forecast
        return forecast.document.get(question.code) if forecast else None

    def gap(self, question: Question) -> Difference:
        return difference(question, self.document.get(question.code), self.last_answer(question))

    def sum_of(self, section: Section) -> Sum | None:
        """Of the side of the accounts that the section asks; None where it asks no account of one side."""
        side = next((question.side for question in section.questions if question.is_figure and question.side), "")
        if not side:
            return None
        now, last, forecast = (_side_of(totals, side) for totals in self.sums)
        gap = NO_DIFFERENCE
        if now is not None and last is not None:
            gap = Difference(formats.signed(now - last, 2), share_of(now - last, last))
        return Sum(*SUMS[side], _written(now), _written(last), _written(forecast), gap)


def compare(part: DeclarationPart) -> Comparison:
    """One query, for the references."""
    beside = load_references(part.declaration)[part.kind]
    totals = edition_of(part.declaration).totals

    def sums(reference: Reference | None) -> Totals | None:
        return totals(reference.document) if reference else None

    return Comparison(part.document, beside, (totals(part.document), sums(beside.last_year), sums(beside.forecast)))


def _side_of(totals: Totals | None, side: str) -> Decimal | None:
    if totals is None:
        return None
    return totals.charges if side == "CHARGES" else totals.produits


def _written(amount: Decimal | None) -> str:
    return "" if amount is None else formats.number(amount, 2)
