"""The entitlement by the catalogue's formula, with its steps."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .answers import canonical_figure, read_figure, rounded
from .expressions import Expression
from .schema import DerivedSpec, EntitlementSpec, RateSpec
from .values import DeclarationValues


@dataclass(frozen=True)
class Step:
    """One line of the explanation. `value` is canonical; `detail`: the calculation in French, with figures."""

    label: str
    detail: str
    value: str
    unit: str
    code: str
    decimals: int


@dataclass(frozen=True)
class Estimate:
    """`amount` in euros, None while something is missing.

    `missing`: French labels of what is not answered; `missing_fields`: the same as field names.
    `indicative`: a rate used, or the formula itself, is not confirmed by a public text.
    """

    label: str
    amount: Decimal | None
    steps: list[Step]
    indicative: bool
    missing: list[str]
    missing_fields: list[str]
    rates: list[RateSpec]


def estimate_entitlement(values: DeclarationValues, spec: EntitlementSpec) -> Estimate:
    formulas = _formulas(values.derived, spec.amount)
    rates = _rates(values, formulas)
    steps = [step for code in spec.steps if (step := _step(values, code))]
    missing = _missing(values, formulas)
    value = values.computed(spec.amount)
    return Estimate(
        label=spec.label,
        amount=None if value is None or missing else rounded(value, 2),
        steps=steps,
        indicative=not spec.confirmed or not all(rate.confirmed for rate in rates),
        missing=[values.label(field) for field in missing],
        missing_fields=missing,
        rates=rates,
    )


def _step(values: DeclarationValues, code: str) -> Step | None:
    value, spec = values.computed(code), values.derived[code]
    if value is None:
        return None
    detail = values.fill(spec.detail)
    return Step(spec.label, detail, canonical_figure(value, spec.decimals), spec.unit, code, spec.decimals)


def _formulas(derived: dict[str, DerivedSpec], code: str) -> list[Expression]:
    """The formula of a derived figure and those of all the derived figures that it reads."""
    spec = derived.get(code)
    if spec is None:
        return []
    return [spec.formula, *(found for name in sorted(spec.formula.names) for found in _formulas(derived, name))]


def _rates(values: DeclarationValues, formulas: list[Expression]) -> list[RateSpec]:
    """The rates that these formulas read."""
    names = {name for formula in formulas for name in formula.names}
    return [rate for rate in values.rates.values() if rate.code in names]


def _missing(values: DeclarationValues, formulas: list[Expression]) -> list[str]:
    """Fields that these formulas need and that are not answered, in the order of the screens."""
    needed = {name for formula in formulas for name in formula.names}
    cells = {(words[0], column) for formula in formulas for _, words in formula.words for column in words[1:]}
    missing: list[str] = []
    for part, questionnaire in values.questionnaires.items():
        document = values.documents[part]
        unanswered_tables = {table for table, _ in cells if table not in document}
        missing += [table.code for table in questionnaire.tables() if table.code in unanswered_tables]
        for field, question, answer in questionnaire.answers(document):
            table, _, rest = field.partition(".")
            is_needed = (table, question.code) in cells if rest else field in needed
            if is_needed and (read_figure(answer) is None if question.is_figure else not answer):
                missing.append(field)
    return missing
