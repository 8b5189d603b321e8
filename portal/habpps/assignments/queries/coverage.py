"""Who does what, activity by activity: the three roles side by side, and those that nobody holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from portal.base.folding import name_key
from portal.base.statements import Found, Statement
from portal.habpps.models import Activity, Grant
from portal.habpps.models.agreements import with_caf
from portal.habpps.permissions import VIEW_ASSIGNMENTS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import visible_filter
from portal.habpps.rights.labels import tell_rows
from portal.habpps.rights.namesakes import NameKey
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.habpps.rights.shown import grants_counting_on, shown_as

from .assignments import Filters, partner_filter, place_filter
from .vacancies import activities_with_roles, expected_roles, over_activities


@dataclass(frozen=True)
class Holder:
    """`name`: with an identifier where two people of the list bear it. `site`: the place over which the role is held, ""
    when it is held over the activity itself. `counts`: today."""

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


def list_covered_activities(actor: Actor, filters: Filters, *, vacant: bool) -> Found:
    """The activities open today as values; `vacant`: those only where a role has nobody. Read them with `read`."""
    asked = place_filter(filters, "") & partner_filter(filters, "agreement__")
    reach = visible_filter(actor, Activity, VIEW_ASSIGNMENTS)
    roles = tuple(expected_roles(filters)) if vacant else ()
    return activities_with_roles.found(roles, reach=reach, day=actor.today, asked=asked)


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
    """(activity, role) -> who holds it, over the activity or over one of its sites in the same convention."""
    found = holders_over.found(activities=list(activities), agreements=set(activities.values()), day=today)
    rows, held = list(found), defaultdict(list)
    bearers: dict[NameKey, set[int]] = defaultdict(set)
    for *_, user, first, last, _identifier in rows:
        bearers[name_key(first, last)].add(user)
    for over, role, start, end, site, counts, _user, first, last, identifier in rows:
        # Three columns of names leave no room for the identifiers of everybody.
        alike = len(bearers[name_key(first, last)]) > 1
        name = f"{first} {last} ({identifier})" if alike else f"{first} {last}"
        held[over, Role(role)].append(Holder(name, start, end, site or "", counts))
    return held


@Statement
def holders_over(activities: Any, agreements: Any, day: Any) -> QuerySet[Grant, Any]:
    standing = Grant.objects.standing(day).of_role(*AFAS_ROLES).filter(agreement__in=agreements)
    return (
        over_activities(standing)
        .filter(over__in=activities)
        .annotate(
            counts=Exists(grants_counting_on(day).filter(pk=OuterRef("pk"))),
            shown_last_name=shown_as("last_name"),
            shown_first_name=shown_as("first_name"),
            identifier=Coalesce(NullIf(shown_as("username"), Value("")), shown_as("email"), output_field=CharField()),
        )
        .order_by("-counts", "valid_from", "shown_last_name", "shown_first_name", "id")
        .values_list(
            "over",
            "role",
            "valid_from",
            "valid_until",
            "site__name",
            "counts",
            "user_id",
            "shown_first_name",
            "shown_last_name",
            "identifier",
        )
    )
