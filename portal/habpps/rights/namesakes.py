"""People of one convention, or of one Caf, who bear the same name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from portal.base import clock
from portal.base.folding import name_key
from portal.base.typed import normal_email
from portal.habpps.models import Agreement, Caf

from .roles import CAF_ROLES, Role
from .shown import (
    grants_with_shown,
    identified_name,
    name_matches,
    unanswered_invitations_at_caf,
)

NameKey = tuple[str, ...]
SHOWN = ("last_name", "first_name", "username", "email", "invited_at")
MOST = 5


@dataclass(frozen=True)
class Namesake:
    """`public_id`: of the grant by which the person belongs here, whose page says more; `valid_until`: its last day."""

    public_id: str
    name: str
    invited_at: datetime | None
    valid_until: date | None


def find_namesakes(place: Agreement | Caf, first_name: str, last_name: str, *, email: str) -> list[Namesake]:
    """Who belongs, or belonged, to the convention or the Caf under this name with another e-mail, as it knows them; at
    most 5, the latest first. The same e-mail is the same person."""
    key = name_key(first_name, last_name)
    if not key:
        return []
    # Nearly those of the name: a word may be part of a longer one.
    likely = _people(place).filter(name_matches(" ".join(key), "shown_"))
    of_name = _by_name(likely).get(key, [])
    return [known for other, known in of_name if other != normal_email(email)][:MOST]


def list_people_by_name(agreement: Agreement) -> dict[NameKey, list[tuple[str, Namesake]]]:
    """The key of a name -> (e-mail, person) of everybody who belongs, or belonged, to the convention; one query."""
    return _by_name(_people(agreement))


def _by_name(people: QuerySet[Any]) -> dict[NameKey, list[tuple[str, Namesake]]]:
    """Each account once, by its latest grant."""
    found: dict[NameKey, list[tuple[str, Namesake]]] = {}
    met: set[int] = set()
    columns = ("public_id", "user_id", "valid_until", "revoked_at", *(f"shown_{name}" for name in SHOWN))
    for row in people.order_by("-valid_from", "-id").values(*columns):
        if row["user_id"] in met:
            continue
        met.add(row["user_id"])
        first, last, username, email = (
            row[f"shown_{each}"] for each in ("first_name", "last_name", "username", "email")
        )
        until = clock.day(row["revoked_at"]) if row["revoked_at"] else row["valid_until"]
        name = identified_name(first, last, username, email)
        known = Namesake(row["public_id"], name, row["shown_invited_at"], until)
        found.setdefault(name_key(first, last), []).append((email.lower(), known))
    return found


def _people(place: Agreement | Caf) -> QuerySet[Any]:
    if isinstance(place, Caf):
        found = grants_with_shown(*SHOWN, waits=unanswered_invitations_at_caf)
        return found.filter(caf=place, role__in=CAF_ROLES)
    return grants_with_shown(*SHOWN).filter(agreement=place, role=Role.PARTNER_USER)
