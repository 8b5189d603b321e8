"""Activities and sites where nobody holds an expected role today, and who holds the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from portal.base.statements import Found, Statement
from portal.habpps.models import Activity, Agreement
from portal.habpps.models.agreements import with_caf
from portal.habpps.models.grants import GrantQuerySet
from portal.habpps.permissions import ASSIGN_ROLES, VIEW_ASSIGNMENTS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import visible_filter
from portal.habpps.rights.labels import tell_rows, told_among
from portal.habpps.rights.permissions import Permission
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.habpps.rights.rules import vacant_roles
from portal.habpps.rights.shown import SHOWN, grants_counting_on

from .assignments import Filters, partner_filter, place_filter

BATCH = 1000
ACTIVITY_COLUMNS = ("pk", "name", "public_id", "agreement__partner__name", "agreement__public_id", "agreement_id")
SITE_COLUMNS = ("partner__sites", "partner__sites__name", "partner__sites__public_id", "partner__name", "public_id")
Held = set[tuple[Any, str]]  # (place, role); a place is an activity, or (convention, site)


@dataclass(frozen=True)
class Vacancy:
    """A place and the roles that nobody holds there. `place_id`: public id of the activity or the site."""

    place: str
    place_id: str
    partner: str
    agreement_id: str
    roles: list[Role]


def activities_open_on(day: Any, reach: Q) -> QuerySet[Activity]:
    """The activities within reach that are open on the day, under a validated convention."""
    found = Activity.objects.filter(reach, Q(closes_on=None) | Q(closes_on__gte=day), opens_on__lte=day)
    return found.filter(agreement__state=Agreement.State.VALIDATED).exclude(agreement__closes_on__lt=day)


def over_activities(held: GrantQuerySet) -> QuerySet[Any]:
    """One row for each activity that a grant is over, itself or by one of its sites in the same convention; `over`:
    the activity."""
    found = held.filter(Q(activity__isnull=False) | Q(agreement=F("site__activities__agreement")))
    return found.annotate(over=Coalesce("activity_id", "site__activities__pk")).order_by()


@Statement
def activities_with_roles(vacant: tuple[Role, ...], reach: Any, day: Any, asked: Any) -> QuerySet[Any, Any]:
    """Open activities as values, in the order of their names; those where one of `vacant` has nobody, if any is given."""
    found = activities_open_on(day, reach).filter(asked)
    if vacant:
        held = over_activities(
            grants_counting_on(day).of_role(*vacant).filter(agreement__in=found.order_by().values("agreement"))
        )
        count = held.values("over").annotate(roles=Count("role", distinct=True))
        # Once for the whole list: as a condition on each activity, it would read the convention's grants for each.
        found = found.exclude(pk__in=count.filter(roles=len(vacant)).values("over"))
    return found.order_by("agreement__partner__name", "name", "id").values(*ACTIVITY_COLUMNS)


@Statement
def sites_lacking(roles: tuple[Role, ...], reach: Any, day: Any, asked: Any) -> QuerySet[Any, Any]:
    """The same for open sites where one of the roles has nobody, each joined to one of the conventions within reach."""
    # One filter: its conditions speak of the same site.
    found = Agreement.objects.filter(reach).filter(
        asked, state=Agreement.State.VALIDATED, partner__sites__isnull=False, partner__sites__closed_on=None
    )
    found = found.exclude(closes_on__lt=day)
    held = grants_counting_on(day).filter(agreement=OuterRef("pk"), site=OuterRef("partner__sites"))
    lacking = [~Q(Exists(held.of_role(role))) for role in roles]
    # An annotation speaks of the same site as the filter above; another filter would join the sites once more.
    found = found.annotate(lacks=reduce(or_, lacking)).filter(lacks=True)
    return found.order_by("partner__name", "partner__sites__name", "partner__sites__id").values("pk", *SITE_COLUMNS)


def vacancies(actor: Actor, filters: Filters, permission: Permission = VIEW_ASSIGNMENTS) -> Found:
    """The places as values, in the order of their names. Read them with `read_vacancies`."""
    roles = tuple(expected_roles(filters))
    if filters.sites:
        asked = place_filter(filters, "partner__sites__") & partner_filter(filters)
        return sites_lacking.found(
            roles, reach=visible_filter(actor, Agreement, permission), day=actor.today, asked=asked
        )
    asked = place_filter(filters, "") & partner_filter(filters, "agreement__")
    return activities_with_roles.found(
        roles, reach=visible_filter(actor, Activity, permission), day=actor.today, asked=asked
    )


def count_vacancies(actor: Actor, filters: Filters) -> int:
    """How many roles have nobody, over all places."""
    rows, count = vacancies(actor, filters).queryset.iterator(chunk_size=BATCH), 0
    while batch := list(islice(rows, BATCH)):
        count += sum(len(each.roles) for each in read_vacancies(batch, filters, actor))
    return count


def read_vacancies(rows: Iterable[dict[str, Any]], filters: Filters, actor: Actor) -> list[Vacancy]:
    """One query, whatever the number of places; one more for who sees several Cafs."""
    told = tell_rows(actor, rows, "pk" if filters.sites else "agreement_id")
    return (_read_sites if filters.sites else _read_activities)(told, expected_roles(filters), actor.today)


def _read_activities(rows: list[dict[str, Any]], roles: list[Role], today: date) -> list[Vacancy]:
    agreements = {row["agreement_id"] for row in rows}
    keys = [row["pk"] for row in rows]
    held: Held = set(roles_over.rows(tuple(roles), activities=keys, agreements=agreements, day=today))
    return [
        Vacancy(
            row["name"],
            row["public_id"],
            with_caf(row["agreement__partner__name"], row["told_caf"]),
            row["agreement__public_id"],
            _vacant(row["pk"], roles, held),
        )
        for row in rows
    ]


def _read_sites(rows: list[dict[str, Any]], roles: list[Role], today: date) -> list[Vacancy]:
    sites, agreements = [row["partner__sites"] for row in rows], [row["pk"] for row in rows]
    found = grants_counting_on(today).of_role(*roles).filter(agreement__in=agreements, site__in=sites).order_by()
    held: Held = {((agreement, site), role) for agreement, site, role in found.values_list("agreement", "site", "role")}
    return [
        Vacancy(
            row["partner__sites__name"],
            row["partner__sites__public_id"],
            with_caf(row["partner__name"], row["told_caf"]),
            row["public_id"],
            _vacant((row["pk"], row["partner__sites"]), roles, held),
        )
        for row in rows
    ]


def _vacant(place: Any, roles: list[Role], held: Held) -> list[Role]:
    return vacant_roles(roles, [role for role in roles if (place, role) in held])


def expected_roles(filters: Filters) -> list[Role]:
    return [Role(filters.role)] if filters.role else list(AFAS_ROLES)


@Statement
def places_with_roles(reach: Any, day: Any) -> QuerySet[Any, Any]:
    """The activities in the order of their names, and a row for each role held over one."""
    places = activities_open_on(day, reach).order_by()
    held = grants_counting_on(day).of_role(*AFAS_ROLES).filter(agreement__in=places.values("agreement"))
    columns = ("agreement__partner__name", "name", "pk")
    nothing = Value("", output_field=CharField())
    rows = places.values_list(*columns, nothing, "agreement_id").union(
        over_activities(held).values_list(nothing, nothing, "over", "role", "agreement_id")
    )
    return rows.order_by(*columns)


def vacant_places(actor: Actor) -> list[tuple[str, list[Role]]]:
    """(activity, roles that nobody holds) for who gives the roles; at most 4, the last one meaning « more ».

    One query: the activities in the order of their names, and what is held over each.
    """
    reach = visible_filter(actor, Activity, ASSIGN_ROLES)
    names: dict[int, tuple[str, int]] = {}
    pairs: Held = set()
    for _, name, key, role, agreement in places_with_roles.found(reach=reach, day=actor.today):
        if role:
            pairs.add((key, role))
        else:
            names[key] = name, agreement
    vacant = ((place, _vacant(key, list(AFAS_ROLES), pairs)) for key, place in names.items())
    found = list(islice(((place, roles) for place, roles in vacant if roles), SHOWN + 1))
    told = told_among(actor, {agreement for (_, agreement), _ in found})
    return [(with_caf(name, told.get(agreement, "")), roles) for (name, agreement), roles in found]


@Statement
def roles_over(roles: tuple[Role, ...], activities: Any, agreements: Any, day: Any) -> QuerySet[Any, Any]:
    held = over_activities(grants_counting_on(day).of_role(*roles).filter(agreement__in=agreements))
    return held.filter(over__in=activities).values_list("over", "role")
