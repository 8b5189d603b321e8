"""Activities, and sites by their activities, where an expected role is given to nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Case, CharField, Count, Exists, Max, OuterRef, Q, QuerySet, Value, When

from portal.base.statements import Found, Statement
from portal.habpps.models import Activity, Agreement
from portal.habpps.models.agreements import with_caf
from portal.habpps.permissions import ASSIGN_ROLES, VIEW_ASSIGNMENTS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.coverage import Cover, given_over_activities, over_activities
from portal.habpps.rights.decisions import visible_filter
from portal.habpps.rights.dormant import grants_given_on
from portal.habpps.rights.labels import tell_rows, told_among
from portal.habpps.rights.permissions import Permission
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.habpps.rights.rules import vacant_roles

from .assignments import Filters, partner_filter, place_filter

BATCH = 1000
ACTIVITY_COLUMNS = ("pk", "name", "public_id", "agreement__partner__name", "agreement__public_id", "agreement_id")
SITE_COLUMNS = ("partner__sites", "partner__sites__name", "partner__sites__public_id", "partner__name", "public_id")
Held = set[tuple[int, str]]  # (activity, role)


@dataclass(frozen=True)
class Vacancy:
    """A place and the roles that nobody holds there. `place_id`: public id of the activity or the site."""

    place: str
    place_id: str
    partner: str
    agreement_id: str
    roles: list[Role]


def open_on(day: Any, path: str = "") -> Q:
    """Activities open on the day; `path` leads to them, with its final « __ »."""
    lasts = Q(**{f"{path}closes_on": None}) | Q(**{f"{path}closes_on__gte": day})
    return lasts & Q(**{f"{path}opens_on__lte": day})


def activities_open_on(day: Any, reach: Q) -> QuerySet[Activity]:
    """The activities within reach that are open on the day, under a validated convention."""
    found = Activity.objects.filter(reach, open_on(day))
    return found.filter(agreement__state=Agreement.State.VALIDATED).exclude(agreement__closes_on__lt=day)


def where_given_to_nobody(found: QuerySet[Activity], roles: tuple[Role, ...], day: Any) -> QuerySet[Activity]:
    """Those of the activities where one of the roles is given to nobody."""
    given = over_activities(
        grants_given_on(day).of_role(*roles).filter(agreement__in=found.order_by().values("agreement"))
    )
    count = given.values("over").annotate(roles=Count("role", distinct=True))
    # Once for the whole list: as a condition on each activity, it would read the convention's grants for each.
    return found.exclude(pk__in=count.filter(roles=len(roles)).values("over"))


@Statement
def activities_with_roles(
    roles: tuple[Role, ...], cover: Cover | None, reach: Any, day: Any, asked: Any
) -> QuerySet[Any, Any]:
    """Open activities as values, in the order of their names; `cover`: those only where one of the roles is vacant, or
    dormant."""
    found = activities_open_on(day, reach).filter(asked)
    if cover is Cover.VACANT:
        found = where_given_to_nobody(found, roles, day)
    if cover is Cover.DORMANT:
        given = given_over_activities(day).filter(agreement__in=found.order_by().values("agreement"))
        pairs = given.values("over", "role").annotate(held=Max(Case(When(counts=True, then=1), default=0)))
        found = found.filter(pk__in=pairs.filter(held=0).values("over"))
    return found.order_by("agreement__partner__name", "name", "id").values(*ACTIVITY_COLUMNS)


@Statement
def sites_lacking(roles: tuple[Role, ...], reach: Any, within: Any, day: Any, asked: Any) -> QuerySet[Any, Any]:
    """Open sites where an activity lacks one of the roles, each joined to the convention of that activity; `reach` and
    `within`: the conventions, and the activities, that the actor sees."""
    # One filter: its conditions speak of the same site.
    found = Agreement.objects.filter(reach).filter(asked, partner__sites__isnull=False, partner__sites__closed_on=None)
    lacking = where_given_to_nobody(activities_open_on(day, within), roles, day)
    at_site = Activity.sites.through.objects.filter(
        site=OuterRef("partner__sites"),
        activity__agreement=OuterRef("pk"),
        activity__in=lacking.order_by().values("pk"),
    )
    # An annotation speaks of the same site as the filter above; another filter would join the sites once more.
    found = found.annotate(lacks=Exists(at_site)).filter(lacks=True)
    return found.order_by("partner__name", "partner__sites__name", "partner__sites__id").values("pk", *SITE_COLUMNS)


def vacancies(actor: Actor, filters: Filters, permission: Permission = VIEW_ASSIGNMENTS) -> Found:
    """The places as values, in the order of their names. Read them with `read_vacancies`."""
    roles = tuple(expected_roles(filters))
    if filters.sites:
        asked = place_filter(filters, "partner__sites__") & partner_filter(filters)
        return sites_lacking.found(
            roles,
            reach=visible_filter(actor, Agreement, permission),
            within=visible_filter(actor, Activity, permission),
            day=actor.today,
            asked=asked,
        )
    asked = place_filter(filters, "") & partner_filter(filters, "agreement__")
    reach = visible_filter(actor, Activity, permission)
    return activities_with_roles.found(roles, Cover.VACANT, reach=reach, day=actor.today, asked=asked)


def count_vacancies(actor: Actor, filters: Filters) -> int:
    """How many roles have nobody, over all places."""
    rows, count = vacancies(actor, filters).queryset.iterator(chunk_size=BATCH), 0
    while batch := list(islice(rows, BATCH)):
        count += sum(len(each.roles) for each in read_vacancies(batch, filters, actor))
    return count


def read_vacancies(rows: Iterable[dict[str, Any]], filters: Filters, actor: Actor) -> list[Vacancy]:
    """One query, or two for sites, whatever the number of places; one more for who sees several Cafs."""
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
    """A site lacks a role where one of its open activities does, of the same convention."""
    sites, agreements = {row["partner__sites"] for row in rows}, {row["pk"] for row in rows}
    links = Activity.sites.through.objects.filter(
        open_on(today, "activity__"), site__in=sites, activity__agreement__in=agreements
    )
    found = list(links.order_by("id").values_list("activity__agreement", "site", "activity"))
    keys = [activity for *_, activity in found]
    held: Held = set(roles_over.rows(tuple(roles), activities=keys, agreements=agreements, day=today))
    lacking: dict[tuple[int, int], set[Role]] = defaultdict(set)
    for agreement, site, activity in found:
        lacking[agreement, site].update(_vacant(activity, roles, held))
    return [
        Vacancy(
            row["partner__sites__name"],
            row["partner__sites__public_id"],
            with_caf(row["partner__name"], row["told_caf"]),
            row["public_id"],
            [role for role in roles if role in lacking[row["pk"], row["partner__sites"]]],
        )
        for row in rows
    ]


def _vacant(activity: int, roles: list[Role], held: Held) -> list[Role]:
    return vacant_roles(roles, [role for role in roles if (activity, role) in held])


def expected_roles(filters: Filters) -> list[Role]:
    return [Role(filters.role)] if filters.role else list(AFAS_ROLES)


@Statement
def places_with_roles(reach: Any, day: Any) -> QuerySet[Any, Any]:
    """The activities in the order of their names, and a row for each role given over one, that says if it counts."""
    places = activities_open_on(day, reach).order_by()
    given = given_over_activities(day).filter(agreement__in=places.values("agreement"))
    columns = ("agreement__partner__name", "name", "pk")
    nothing = Value("", output_field=CharField())
    rows = places.values_list(*columns, nothing, "agreement_id", Value(False)).union(
        given.values_list(nothing, nothing, "over", "role", "agreement_id", "counts")
    )
    return rows.order_by(*columns)


@dataclass(frozen=True)
class Uncovered:
    """An activity, and its roles that are given to nobody, or to people for whom they do not count yet."""

    activity: str
    vacant: list[Role]
    dormant: list[Role]


def uncovered_activities(actor: Actor) -> Iterator[Uncovered]:
    """The activities where a role counts for nobody today, for who gives the roles, in the order of their names.

    One query: the activities, then what is given over each.
    """
    reach = visible_filter(actor, Activity, ASSIGN_ROLES)
    names: dict[int, tuple[str, int]] = {}
    covers: dict[tuple[int, str], list[bool]] = defaultdict(list)
    for _, name, key, role, agreement, counts in places_with_roles.found(reach=reach, day=actor.today):
        if role:
            covers[key, role].append(bool(counts))
        else:
            names[key] = name, agreement
    told = told_among(actor, {agreement for _, agreement in names.values()})
    for key, (name, agreement) in names.items():
        found = {role: Cover.of(covers.get((key, role), ())) for role in AFAS_ROLES}
        if min(found.values()) < Cover.HELD:
            yield Uncovered(
                with_caf(name, told.get(agreement, "")),
                [role for role, cover in found.items() if cover is Cover.VACANT],
                [role for role, cover in found.items() if cover is Cover.DORMANT],
            )


@Statement
def roles_over(roles: tuple[Role, ...], activities: Any, agreements: Any, day: Any) -> QuerySet[Any, Any]:
    held = over_activities(grants_given_on(day).of_role(*roles).filter(agreement__in=agreements))
    return held.filter(over__in=activities).values_list("over", "role")
