"""Days on which something holds, both ends included; the day is Europe/Paris's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from portal.base.errors import ActionError
from portal.base.formats import short_date
from portal.habpps.models import Grant

A_DAY = timedelta(days=1)
WHY_LATE = "dites pourquoi ce début est saisi après coup, ou choisissez aujourd'hui ou un jour à venir."


@dataclass(frozen=True)
class Period:
    """Days in Europe/Paris, both included; `until` None: until further notice."""

    start: date
    until: date | None = None

    def overlaps(self, other: Period) -> bool:
        return (other.until is None or self.start <= other.until) and (self.until is None or other.start <= self.until)

    def contains(self, other: Period) -> bool:
        if other.start < self.start:
            return False
        return self.until is None or (other.until is not None and other.until <= self.until)

    def meet(self, other: Period) -> Period | None:
        """The days of both; None when there is none."""
        if not self.overlaps(other):
            return None
        ends = [day for day in (self.until, other.until) if day is not None]
        return Period(max(self.start, other.start), min(ends) if ends else None)

    def join(self, other: Period) -> Period:
        """From the first day of either to the last one."""
        until = None if self.until is None or other.until is None else max(self.until, other.until)
        return Period(min(self.start, other.start), until)

    def french(self) -> str:
        """« du 01/02/2026 au 31/12/2026 », « à partir du 01/02/2026 »."""
        if self.until is None:
            return f"à partir du {short_date(self.start)}"
        return f"du {short_date(self.start)} au {short_date(self.until)}"


@dataclass(frozen=True)
class Fitted:
    """A period brought inside those above it. `period` None: nothing is left; `notes` says what was changed."""

    period: Period | None
    notes: list[str] = field(default_factory=list)


def fit_inside(asked: Period, *above: tuple[str, Period], today: date) -> Fitted:
    """Brings a period inside the periods that it depends on: (« l'accès à la convention », its period)…

    A first day that has passed is somebody's word about the past: it is kept, or nothing is left.
    """
    start, until, notes = asked.start, asked.until, []
    for name, period in above:
        if not Period(start, until).overlaps(period):
            return Fitted(None, [f"Hors période : {name} vaut {period.french()}."])
        if period.start > start and asked.start < today:
            first = f"choisissez le {short_date(period.start)}, ou un jour après"
            return Fitted(None, [f"Début impossible : {name} vaut {period.french()} ; {first}."])
        if period.start > start:
            start = period.start
            notes.append(f"Début ramené au {short_date(start)} : {name} vaut {period.french()}.")
        if period.until is not None and (until is None or until > period.until):
            until = period.until
            # Without an end asked for, ending with what is above is what anyone expects.
            if asked.until is not None:
                notes.append(f"Fin ramenée au {short_date(until)} : {name} vaut {period.french()}.")
    return Fitted(Period(start, until), notes)


def period_of(grant: Grant) -> Period:
    return Period(grant.valid_from, grant.valid_until)


def asked_period(start: date, until: date | None, *, end_field: str = "valid_until") -> Period:
    """ActionError when the end precedes the beginning."""
    if until is not None and until < start:
        raise ActionError({end_field: ["La date de fin précède la date de début."]})
    return Period(start, until)


def check_late_start(start: date, today: date, reason: str) -> str:
    """The reason, tidied, of a first day that has passed; "" for any other first day.

    ActionError "late_reason" without a reason: nobody held the right on days that are gone.
    """
    if start >= today:
        return ""
    tidy = " ".join(reason.split())
    if not tidy:
        raise ActionError({"late_reason": [f"Le {short_date(start)} est passé : {WHY_LATE}"]})
    return tidy


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def is_covered(periods: Iterable[Period], day: date) -> bool:
    return any(period.start <= day and (period.until is None or day <= period.until) for period in periods)


def first_day_alone(before: list[Period], after: list[Period], start: date, until: date | None) -> date | None:
    """The first day, from `start` to `until` (None: for ever), on which somebody administers `before` the change and
    nobody does `after` it. None: the change leaves no day alone (norm 8)."""
    days = {start}
    days |= {period.until + A_DAY for period in after if period.until is not None}
    days |= {period.start for period in before}
    for day in sorted(days):
        if day < start or (until is not None and day > until):
            continue
        if is_covered(before, day) and not is_covered(after, day):
            return day
    return None


def cut_before(period: Period, day: date) -> Period | None:
    """What is left of a period that ends the day before `day`; None when nothing is."""
    if period.start >= day:
        return None
    last = day - A_DAY
    return Period(period.start, last if period.until is None or period.until > last else period.until)


def covers_every_day(days: Period, held: Iterable[Period]) -> bool:
    """Is there, on each of the days, one of the periods?"""
    missing: date = days.start
    for period in sorted(held, key=lambda each: each.start):
        if period.start > missing:
            return False
        if period.until is None or (days.until is not None and period.until >= days.until):
            return True
        missing = max(missing, period.until + timedelta(days=1))
    return False
