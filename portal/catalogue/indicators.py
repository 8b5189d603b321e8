"""The figures of one declaration that statistics keep."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from .answers import rounded
from .schema import IndicatorSpec
from .values import DeclarationValues


def compute_indicators(values: DeclarationValues, specs: Iterable[IndicatorSpec]) -> dict[str, Decimal]:
    """By code, exact, rounded to the decimals of each. What is unknown is absent."""
    found: dict[str, Decimal] = {}
    for spec in specs:
        value = values.computed(spec.formula or spec.code)
        if value is not None:
            found[spec.code] = rounded(value, spec.decimals)
    return found
