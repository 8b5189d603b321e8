"""« Une personne du même nom »: who is here already under the name that is typed for somebody new."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from portal.base.formats import short_date
from portal.base.urls import reverse
from portal.habpps.models import Agreement, Caf
from portal.habpps.rights.namesakes import Namesake, find_namesakes


@dataclass(frozen=True)
class NamesakeLink:
    """`note`: what to know before taking the two for one person; may be empty."""

    name: str
    url: str
    note: str


def namesakes_of_typed(place: Agreement | Caf | None, typed: QueryDict) -> list[NamesakeLink]:
    """Of the convention, or the Caf, those who bear the name of the form as it was posted."""
    if place is None or not typed.get("last_name") or not typed.get("first_name"):
        return []
    found = find_namesakes(place, typed["first_name"], typed["last_name"], email=typed.get("email", ""))
    page = "habpps:official" if isinstance(place, Caf) else "habpps:user"
    return [NamesakeLink(each.name, reverse(page, args=[each.public_id]), _note(each)) for each in found]


def _note(namesake: Namesake) -> str:
    if namesake.valid_until is not None:
        return f"jusqu'au {short_date(namesake.valid_until)}"
    return "invitation envoyée" if namesake.invited_at else ""
