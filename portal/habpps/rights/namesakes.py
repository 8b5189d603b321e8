"""People of one convention, or of one Caf, who bear the same name: who they are, and which rows of a list need more
than a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from portal.base import clock
from portal.base.folding import name_key
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
    return [known for other, known in of_name if other != email.strip().lower()][:MOST]


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


def list_identifiers(rows: Iterable[dict[str, Any]]) -> dict[tuple[int, int], str]:
    """(convention, user) -> identifier or e-mail, of those rows whose name another person of the convention bears too;
    one query. Rows hold `agreement_id`, `user_id`, `shown_first_name` and `shown_last_name`."""
    asked: dict[int, dict[int, NameKey]] = defaultdict(dict)
    for row in rows:
        key = name_key(row["shown_first_name"], row["shown_last_name"])
        asked[row["agreement_id"]][row["user_id"]] = key
    if not asked:
        return {}
    likely = Q()
    for key in {key for people in asked.values() for key in people.values()}:
        likely |= name_matches(" ".join(key), "shown_")
    found = grants_with_shown(*SHOWN).filter(likely, agreement__in=asked, role=Role.PARTNER_USER).order_by("id")
    bearers: dict[tuple[int, NameKey], dict[int, str]] = defaultdict(dict)
    columns = ("agreement_id", "user_id", "shown_first_name", "shown_last_name", "shown_username", "shown_email")
    for agreement, user, first, last, username, email in found.values_list(*columns):
        bearers[agreement, name_key(first, last)][user] = username or email
    return {
        (agreement, user): bearers[agreement, key][user]
        for agreement, people in asked.items()
        for user, key in people.items()
        if len(bearers[agreement, key]) > 1 and user in bearers[agreement, key]
    }
