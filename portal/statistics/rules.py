"""What may be shown so that nobody's figures can be read or worked out from it."""

from dataclasses import dataclass
from decimal import Decimal

FEWEST_PARTNERS = 5


@dataclass(frozen=True)
class Summary:
    """A median and the number of different partners that it is made of."""

    value: Decimal
    partners: int


@dataclass(frozen=True)
class Beside:
    """What an activity is shown beside, for one year; None where nothing may be shown."""

    caf: Decimal | None = None
    country: Decimal | None = None


def beside(caf: Summary | None, country: Summary | None) -> Beside:
    """The two medians that one page may show together.

    A median needs five partners. And what can be worked out by difference needs them too: the country is hidden
    when its partners outside a shown Caf are fewer than five, unless there are none (both medians are then the
    same figure). Partners known to several Cafs make that difference look smaller than it is, never larger.
    """
    shown = caf if caf and caf.partners >= FEWEST_PARTNERS else None
    local = shown.value if shown else None
    if country is None or country.partners < FEWEST_PARTNERS:
        return Beside(local, None)
    if shown and 0 < country.partners - shown.partners < FEWEST_PARTNERS:
        return Beside(local, None)
    return Beside(local, country.value)
