"""Fiscal years that open soon and have no edition: what an operator and the national administrators are warned of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from .edition import Edition, Opening, openings_in
from .loading import ActivityType, Catalogue

NOTICE = timedelta(days=60)
"""How long before an opening its edition must be there."""


@dataclass(frozen=True)
class MissingEdition:
    """`opening`: what would open first, by the calendar of the last edition before."""

    activity_type: ActivityType
    year: int
    opening: Opening

    def __str__(self) -> str:
        code, first = self.activity_type.code, self.opening
        name = " ".join(filter(None, (first.declaration_type, first.period)))
        return (
            f"{code} has no edition for {self.year}, whose {name} opens on {first.opens_on}: "
            f"run manage.py carry_edition {code} {self.year}"
        )


def list_missing_editions(catalogue: Catalogue, today: date) -> list[MissingEdition]:
    """Of years that open within 60 days, or should have opened and can still be declared."""
    return [missing for found in catalogue.types.values() for missing in _missing(found, today)]


def _missing(found: ActivityType, today: date) -> Iterator[MissingEdition]:
    for year in count(max(found.years[0], today.year - 1)):
        if found.last_year is not None and year > found.last_year:
            return
        if year in found.editions:
            continue
        opening = first_opening(edition_before(found, year), year)
        if opening.opens_on - NOTICE > today:
            return
        yield MissingEdition(found, year, opening)


def edition_before(found: ActivityType, year: int) -> Edition:
    """The last edition of an earlier year; ValueError when there is none."""
    return found.editions[max(each for each in found.years if each < year)]


def first_opening(edition: Edition, year: int) -> Opening:
    """What the calendar of an edition opens first, in this or another fiscal year."""
    return min(openings_in(edition.calendar_spec, year), key=lambda opening: opening.opens_on)
