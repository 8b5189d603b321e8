"""Figures, dates and lists as they are written in French. Pure functions from values to plain strings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from .folding import fold

VOWELS = frozenset("aeiou")
THIN = "\u202f"  # narrow no-break space: between thousands
FIXED = "\u00a0"  # no-break space: before a unit, inside an hour
PARIS = f"heure de{FIXED}Paris"
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


def number(value: Decimal | int | str | None, decimals: int | None = None) -> str:
    """« 1 234,5 »: as many decimals as the value has, or exactly `decimals` (half up). None is « – »."""
    if value is None:
        return "–"
    exact = Decimal(value)
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{abs(exact):,f}".partition(".")
    text = whole.replace(",", THIN) + (f",{fraction}" if fraction else "")
    return f"\u2212{text}" if exact < 0 else text


def euros(value: Decimal | int | str | None, decimals: int = 2) -> str:
    """« 1 234,56 € »; None is « – »."""
    return "–" if value is None else f"{number(value, decimals)}{FIXED}€"


def signed(value: Decimal | int | str | None, decimals: int | None = None) -> str:
    """A difference: « +120 », « −35 », « 0 »."""
    text = number(value, decimals)
    return f"+{text}" if value is not None and Decimal(value) > 0 else text


def percent(value: Decimal | int | str | None, decimals: int = 1) -> str:
    """`value` is a share (0.125): « 12,5 % »."""
    return "–" if value is None else f"{number(Decimal(value) * 100, decimals)}{FIXED}%"


def short_date(value: date | None) -> str:
    """« 12/10/2026 », for tables; of an instant, the day in Paris. None is empty."""
    return f"{_day(value):%d/%m/%Y}" if value else ""


def long_date(value: date | None) -> str:
    """« 1er octobre 2026 », for sentences; of an instant, the day in Paris. None is empty."""
    if not value:
        return ""
    day = _day(value)
    return f"{'1er' if day.day == 1 else day.day}{FIXED}{MONTHS[day.month - 1]} {day.year}"


def until_day(value: date) -> str:
    """« jusqu’au 3 décembre 2026 inclus (heure de Paris) »: the one way to say a due date, which is a day that counts."""
    return f"jusqu’au {long_date(value)} inclus ({PARIS})"


def last_day(value: date) -> str:
    """« 03/12/2026 inclus », for a column that is headed « … jusqu’au (heure de Paris) »."""
    return f"{short_date(value)} inclus"


def _day(value: date) -> date:
    """The day itself, or the day of an instant in Paris: instants are stored in UTC, whose day differs at night."""
    return timezone.localtime(value).date() if isinstance(value, datetime) and timezone.is_aware(value) else value


def clock(value: datetime) -> str:
    """« 15 h 04 », in Paris."""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local.hour}{FIXED}h{FIXED}{local.minute:02d}"


def moment(value: datetime | None) -> str:
    """« 12 octobre 2026 à 15 h 04 », in Paris; None is empty."""
    if not value:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{long_date(local.date())} à {clock(local)}"


def siret(digits: str) -> str:
    """« 000 900 019 00019 », its spaces not breaking; empty for none."""
    return FIXED.join(filter(None, (digits[:3], digits[3:6], digits[6:9], digits[9:])))


def postal_address(street: str, postcode: str, town: str) -> str:
    """« 1 rue des Écoles, 80000 Amiens », without what is not known."""
    return ", ".join(filter(None, (street, f"{postcode} {town}".strip())))


def of(name: str) -> str:
    """« d'Amina Diallo », « de Victor Lemoine », « d'Yves », « de Yasmine »; before « h », usage admits « de »."""
    first, second = fold(name[:1]), fold(name[1:2])
    elided = first in VOWELS or (first == "y" and second not in VOWELS)
    return f"d'{name}" if name and elided else f"de {name}"


def listed(things: Sequence[str]) -> str:
    """« a », « a et b », « a, b et c »."""
    return " et ".join(filter(None, [", ".join(things[:-1]), *things[-1:]]))


def plural(count: int, one: str, many: str = "", none: str = "") -> str:
    """« 0 ligne », « 1 ligne », « 2 lignes »: French counts zero as singular. `many` defaults to one + s; `none` is said
    instead of a zero: « Aucune activité n'a »."""
    if count == 0 and none:
        return none
    return f"{number(count)}{FIXED}{one if abs(count) < 2 else many or one + 's'}"


def days_left(day: date, today: date) -> str:
    """« dans 6 jours », « demain », « aujourd'hui », « en retard de 3 jours »."""
    left = (day - today).days
    if left < 0:
        return f"en retard de {plural(-left, 'jour')}"
    return {0: "aujourd’hui", 1: "demain"}.get(left, f"dans {plural(left, 'jour')}")


def file_size(size: int) -> str:
    """« 12 Ko », « 1,4 Mo »."""
    if size < 1_000_000:
        return f"{number(max(1, round(size / 1000)))}{FIXED}Ko"
    return f"{number(Decimal(size) / 1_000_000, 1)}{FIXED}Mo"
