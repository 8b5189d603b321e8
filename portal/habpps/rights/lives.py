"""What became of a right: a first day written after it had passed; the real end, how it came and by whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Expression, Q

from portal.base import clock
from portal.base.formats import short_date
from portal.habpps.models import Agreement, Enrolment, Grant
from portal.habpps.models.grants import over_on

# The right itself, the one that it hangs under, and the access to the convention.
LEVELS = ("", "parent__", "parent__parent__")
WITH = ("", "avec l'appartenance dont elle dépend", "avec l'accès à la convention")
PEOPLE = ("revoked_by", "end_set_by")
AT = {"revoked_by": "revoked_at", "end_set_by": "end_set_at"}  # when each of them did it
DAYS = ("valid_from", "valid_until", "revoked_at")
# What `ending_of_row` reads of a row of values, and what `ending_of` reads of a grant without asking for more.
ENDING_COLUMNS = (
    *(f"{level}{name}" for level in LEVELS for name in DAYS),
    *(f"{level}{who}__{name}" for level in LEVELS for who in PEOPLE for name in ("first_name", "last_name")),
    *(f"{level}{who}_id" for level in LEVELS for who in PEOPLE),
    "user_id",
    "agreement__state",
    "agreement__closes_on",
)
LATE_COLUMNS = ("late_reason", "late_at", "late_by__first_name", "late_by__last_name")
LIFE_COLUMNS = (*ENDING_COLUMNS, *LATE_COLUMNS)
ENDING_RELATED = (
    *(f"{level}{who}" for level in LEVELS for who in PEOPLE),
    "agreement",
    "late_by",
)
PORTAL = "le portail"
# Who refuses an invitation, or leaves: not by their name, which the place may not know.
ONESELF = "la personne elle-même"


@dataclass(frozen=True)
class Ending:
    """The last day of a right that is over, and how it ended, in French (« supprimée par Nadia Brun »)."""

    day: date
    how: str

    @property
    def note(self) -> str:
        return f"{self.how[:1].upper()}{self.how[1:]}"


def finished_on(day: date | Expression) -> Q:
    """Grants that are over on a day, as is one that hangs under what is over, or under a convention that has ended."""
    finished = Q(agreement__state=Agreement.State.CLOSED) | Q(agreement__closes_on__lt=day)
    for level in LEVELS:
        finished |= over_on(day, level)
    return finished


def ending_of(grant: Grant, today: date) -> Ending | None:
    """None while the right is not over. Loaded with `ENDING_RELATED`, it asks nothing more of the database."""
    row: dict[str, Any] = {}
    each: Grant | None = grant
    for level in LEVELS:
        for name in DAYS:
            row[f"{level}{name}"] = getattr(each, name, None)
        for who in PEOPLE:
            person, at = getattr(each, who, None), getattr(each, AT[who], None)
            row[f"{level}{who}__first_name"] = person.name_on(at) if person else ""
            row[f"{level}{who}__last_name"] = ""
            row[f"{level}{who}_id"] = getattr(each, f"{who}_id", None)
        each = each.parent if each else None
    row["user_id"] = grant.user_id
    row["agreement__state"] = grant.agreement.state if grant.agreement else ""
    row["agreement__closes_on"] = grant.agreement.closes_on if grant.agreement else None
    return ending_of_row(row, today)


def ending_of_row(row: Mapping[str, Any], today: date) -> Ending | None:
    """`ending_of` for a row with `ENDING_COLUMNS`: of all that has ended it, what came first."""
    return min(_endings(row, today), key=lambda ending: ending.day, default=None)


def _endings(row: Mapping[str, Any], today: date) -> Iterator[Ending]:
    for level, under in zip(LEVELS, WITH, strict=True):
        if row[f"{level}revoked_at"] is not None:
            yield _removal(row, level, under)
        elif row[f"{level}valid_until"] is not None and row[f"{level}valid_until"] < today:
            who = _who(row, f"{level}end_set_by")
            term = f"à la date fixée par {who}" if who else "à son terme"
            yield Ending(row[f"{level}valid_until"], f"{under}, {term}" if under else term)
    closes_on, closed = row["agreement__closes_on"], row["agreement__state"] == Agreement.State.CLOSED
    if closes_on is not None and (closed or closes_on < today):
        yield Ending(closes_on, "avec la convention, clôturée par la Caf" if closed else "avec la convention")


def _removal(row: Mapping[str, Any], level: str, under: str) -> Ending:
    day = clock.day(row[f"{level}revoked_at"])
    until, who = row[f"{level}valid_until"], _who(row, f"{level}revoked_by") or PORTAL
    how = f"{under}, " if under else ""
    if row[f"{level}valid_from"] > day:
        return Ending(day, f"{how}supprimée par {who} avant d'avoir commencé")
    planned = f" ; elle allait jusqu'au {short_date(until)}" if until is not None and until > day else ""
    return Ending(day, f"{how}supprimée par {who}{planned}")


def _who(row: Mapping[str, Any], who: str) -> str:
    return ONESELF if row[f"{who}_id"] is not None and row[f"{who}_id"] == row["user_id"] else _name(row, who)


def _name(row: Mapping[str, Any], who: str) -> str:
    return " ".join(filter(None, (row[f"{who}__first_name"], row[f"{who}__last_name"])))


def describe_late_start(written: Grant | Enrolment) -> str:
    """« Saisi après coup le 27/11/2026 par Nadia Brun : contrat signé en septembre »; "" for any other right."""
    who = written.late_by.name_on(written.late_at) if written.late_by else ""
    return say_late_start(written.late_reason, written.late_at, who)


def late_start_of_row(row: Mapping[str, Any]) -> str:
    """`describe_late_start` for a row with `LATE_COLUMNS`."""
    return say_late_start(row["late_reason"], row["late_at"], _name(row, "late_by"))


def say_late_start(reason: str, at: datetime | None, who: str) -> str:
    """The same from its parts."""
    if at is None:
        return ""
    return f"Saisi après coup le {short_date(clock.day(at))} par {who or PORTAL} : {reason}"
