"""Sums of the accounts: charges, produits and balance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .answers import read_figure
from .questions import Document, Question

CONTRIBUTIONS = ("86", "87")
"""First digits of the accounts of contributions in kind and of their counterpart, which must be equal."""


@dataclass(frozen=True)
class Totals:
    """Euros. An unanswered line counts as 0."""

    charges: Decimal
    produits: Decimal
    charges_without_contributions: Decimal
    produits_without_contributions: Decimal

    @property
    def balance(self) -> Decimal:
        """Produits less charges."""
        return self.produits - self.charges

    @property
    def label(self) -> str:
        if self.balance == 0:
            return "équilibre"
        return "excédent" if self.balance > 0 else "déficit"

    def named(self) -> dict[str, Decimal]:
        """The totals by the names that formulas use."""
        return {name: getattr(self, attribute) for name, attribute in NAMES.items()}


NAMES = {
    "total_charges": "charges",
    "total_produits": "produits",
    "balance": "balance",
    "total_charges_without_contributions": "charges_without_contributions",
    "total_produits_without_contributions": "produits_without_contributions",
}
"""Name in formulas -> attribute of `Totals`."""


def sum_accounts(questions: Iterable[Question], financial: Document) -> Totals:
    """Sum the lines of each side."""
    sums = {(side, gift): Decimal(0) for side in ("CHARGES", "PRODUITS") for gift in (False, True)}
    for question in questions:
        if question.side:
            gift = question.number.startswith(CONTRIBUTIONS)
            sums[question.side, gift] += read_figure(financial.get(question.code)) or Decimal(0)
    charges, produits = sums["CHARGES", False], sums["PRODUITS", False]
    return Totals(charges + sums["CHARGES", True], produits + sums["PRODUITS", True], charges, produits)
