"""Who does what, activity by activity: the three roles side by side, and those that nobody holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from portal.base.folding import name_key
from portal.base.statements import Found, Statement
from portal.habpps.models import Activity
from portal.habpps.models.agreements import with_caf
from portal.habpps.permissions import VIEW_ASSIGNMENTS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.coverage import Cover, given_over_activities
from portal.habpps.rights.decisions import visible_filter
from portal.habpps.rights.dormant import DORMANT_COLUMNS, why_dormant
from portal.habpps.rights.labels import tell_rows
from portal.habpps.rights.namesakes import NameKey
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.habpps.rights.shown import name_of_row, shown_as

from .assignments import Filters, partner_filter, place_filter
from .vacancies import activities_with_roles, expected_roles


@dataclass(frozen=True)
class Holder:
    """`name`: with an identifier where two people of the list bear it. `site`: the place over which the role is held, ""
    when it is held over the activity itself. `why_not`: French, why the role does not count today; "" when it does."""

    name: str
    valid_until: date | None
    site: str
    why_not: str

    @property
    def counts(self) -> bool:
        return not self.why_not


@dataclass(frozen=True)
class Coverage:
    """One activity. `holders`: to whom each role is given, those for whom it counts today first."""

    name: str
    public_id: str
    partner: str
    agreement_id: str
    holders: dict[Role, list[Holder]]

    def cover(self, role: Role) -> Cover:
        return Cover.of(each.counts for each in self.holders[role])

    @property
    def vacant(self) -> list[Role]:
        return [role for role in self.holders if self.cover(role) is Cover.VACANT]


def list_covered_activities(actor: Actor, filters: Filters, cover: Cover | None = None) -> Found:
    """The activities open today as values; `cover`: those only where a role is vacant, or dormant. Read them with
    `read_coverage`."""
    asked = place_filter(filters, "") & partner_filter(filters, "agreement__")
    reach = visible_filter(actor, Activity, VIEW_ASSIGNMENTS)
    return activities_with_roles.found(tuple(expected_roles(filters)), cover, reach=reach, day=actor.today, asked=asked)


def read_coverage(rows: Iterable[dict[str, Any]], actor: Actor) -> Iterator[Coverage]:
    """One query, whatever the number of activities; one more for who sees several Cafs."""
    page = tell_rows(actor, rows)
    held = _holders({row["pk"]: row["agreement_id"] for row in page}, actor.today)
    for row in page:
        yield Coverage(
            row["name"],
            row["public_id"],
            with_caf(row["agreement__partner__name"], row["told_caf"]),
            row["agreement__public_id"],
            {role: held.get((row["pk"], role), []) for role in AFAS_ROLES},
        )


def _holders(activities: dict[int, int], today: date) -> dict[tuple[int, Role], list[Holder]]:
    """(activity, role) -> to whom it is given, over the activity or over one of its sites in the same convention."""
    found = holders_over.found(activities=list(activities), agreements=set(activities.values()), day=today)
    rows, held = list(found), defaultdict(list)
    bearers: dict[NameKey, set[int]] = defaultdict(set)
    for row in rows:
        bearers[name_key(row["shown_first_name"], row["shown_last_name"])].add(row["user_id"])
    for row in rows:
        # Three columns of names leave no room for the identifiers of everybody.
        alike = len(bearers[name_key(row["shown_first_name"], row["shown_last_name"])]) > 1
        name = f"{name_of_row(row)} ({row['identifier']})" if alike else name_of_row(row)
        why_not = "" if row["counts"] else why_dormant(row, today)
        holder = Holder(name, row["valid_until"], row["site__name"] or "", why_not)
        held[row["over"], Role(row["role"])].append(holder)
    return held


@Statement
def holders_over(activities: Any, agreements: Any, day: Any) -> QuerySet[Any, Any]:
    return (
        given_over_activities(day)
        .filter(agreement__in=agreements, over__in=activities)
        .annotate(
            shown_last_name=shown_as("last_name"),
            shown_first_name=shown_as("first_name"),
            shown_invited_at=shown_as("invited_at"),
            identifier=Coalesce(NullIf(shown_as("username"), Value("")), shown_as("email"), output_field=CharField()),
        )
        .order_by("-counts", "valid_from", "shown_last_name", "shown_first_name", "id")
        .values(
            "over",
            "role",
            "user_id",
            "identifier",
            "shown_first_name",
            "shown_last_name",
            "shown_invited_at",
            "valid_until",
            "site__name",
            "counts",
            *DORMANT_COLUMNS,
        )
    )
