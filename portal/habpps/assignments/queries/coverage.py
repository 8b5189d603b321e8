"""Who does what, activity by activity: the three roles side by side, and those that nobody holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from portal.habpps.models import Activity, Grant
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.habpps.rights.shown import counts_on, shown_as

from .assignments import Filters, open_activities, vacant_activities

COLUMNS = ("pk", "name", "public_id", "agreement__partner__name", "agreement__public_id", "agreement_id")


@dataclass(frozen=True)
class Holder:
    """`site`: the place over which the role is held, "" when it is held over the activity itself. `counts`: today."""

    name: str
    valid_from: date
    valid_until: date | None
    site: str
    counts: bool


@dataclass(frozen=True)
class Coverage:
    """One activity. `holders`: for each role, those of today first, then those to come or held up."""

    name: str
    public_id: str
    partner: str
    agreement_id: str
    holders: dict[Role, list[Holder]]

    @property
    def vacant(self) -> list[Role]:
        return [role for role, people in self.holders.items() if not any(each.counts for each in people)]


def activities(actor: Actor, filters: Filters, *, vacant: bool) -> QuerySet[Activity, dict[str, Any]]:
    """The activities open today as values; `vacant`: those only where a role has nobody. Read them with `read`."""
    found = vacant_activities(actor, filters) if vacant else open_activities(actor, filters)
    return found.order_by("agreement__partner__name", "name", "id").values(*COLUMNS)


def read(rows: Iterable[dict[str, Any]], today: date) -> Iterator[Coverage]:
    """One query, whatever the number of activities."""
    page = list(rows)
    held = _holders({row["pk"]: row["agreement_id"] for row in page}, today)
    for row in page:
        yield Coverage(
            row["name"],
            row["public_id"],
            row["agreement__partner__name"],
            row["agreement__public_id"],
            {role: held.get((row["pk"], role), []) for role in AFAS_ROLES},
        )


def _holders(activities: dict[int, int], today: date) -> dict[tuple[int, Role], list[Holder]]:
    """(activity, role) -> who holds it, over the activity or over one of its sites in the same convention."""
    over_site = Q(site__activities__in=activities, agreement=F("site__activities__agreement"))
    standing = Grant.objects.filter(Q(activity__in=activities) | over_site, role__in=AFAS_ROLES)
    found = (
        standing.standing(today)
        .annotate(
            over=Coalesce("activity_id", "site__activities__pk"),
            counts=Case(When(counts_on(today), then=Value(True)), default=Value(False)),
            shown_last_name=shown_as("last_name"),
            shown_first_name=shown_as("first_name"),
        )
        .order_by("-counts", "valid_from", "shown_last_name", "shown_first_name", "id")
        .values_list(
            "over", "role", "shown_first_name", "shown_last_name", "valid_from", "valid_until", "site__name", "counts"
        )
    )
    held = defaultdict(list)
    for over, role, first, last, start, end, site, counts in found:
        if over in activities:
            held[over, Role(role)].append(Holder(f"{first} {last}", start, end, site or "", counts))
    return held
