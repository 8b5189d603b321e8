"""Activities, and sites by their activities, where an expected role is given to nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Case, CharField, Count, Exists, Max, OuterRef, Q, QuerySet, Value, When

from portal.habpps.models import Activity, Agreement
from portal.habpps.permissions import ASSIGN_ROLES, VIEW_ASSIGNMENTS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.coverage import Cover, given_over_activities, over_activities
from portal.habpps.rights.decisions import visible
from portal.habpps.rights.dormant import grants_given_on
from portal.habpps.rights.permissions import Permission
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.habpps.rights.rules import vacant_roles

from .assignments import Filters, partner_filter, place_filter

BATCH = 1000
ACTIVITY_COLUMNS = ("pk", "name", "public_id", "agreement__partner__name", "agreement__public_id", "agreement_id")
Held = set[tuple[int, str]]  # (activity, role)


@dataclass(frozen=True)
class Vacancy:
    """A place and the roles that nobody holds there. `place_id`: public id of the activity or the site."""

    place: str
    place_id: str
    partner: str
    agreement_id: str
    roles: list[Role]


def open_on(day: date, path: str = "") -> Q:
    """Activities open on the day; `path` leads to them, with its final « __ »."""
    lasts = Q(**{f"{path}closes_on": None}) | Q(**{f"{path}closes_on__gte": day})
    return lasts & Q(**{f"{path}opens_on__lte": day})


def open_activities(actor: Actor, filters: Filters, permission: Permission) -> QuerySet[Activity]:
    """The activities open today under a validated convention."""
    found = visible(actor, permission, Activity).filter(open_on(actor.today), place_filter(filters, ""))
    found = found.filter(agreement__state=Agreement.State.VALIDATED).exclude(agreement__closes_on__lt=actor.today)
    return found.filter(partner_filter(filters, "agreement__"))


def vacant_activities(actor: Actor, filters: Filters, permission: Permission) -> QuerySet[Activity]:
    """Open activities where an expected role is given to nobody."""
    found = open_activities(actor, filters, permission)
    return found.filter(_lacks(found, expected_roles(filters), actor.today))


def _lacks(activities: QuerySet[Activity], roles: list[Role], today: date) -> Q:
    given = over_activities(grants_given_on(today).of_role(*roles).filter(agreement__in=activities.values("agreement")))
    count = given.values("over").annotate(roles=Count("role", distinct=True))
    # Once for the whole list: as a condition on each activity, it would read the convention's grants for each of them.
    return ~Q(pk__in=count.filter(roles=len(roles)).values("over"))


def dormant_activities(actor: Actor, filters: Filters, permission: Permission) -> QuerySet[Activity]:
    """Open activities where a role is given, and counts for nobody today."""
    found = open_activities(actor, filters, permission)
    given = given_over_activities(actor.today).filter(agreement__in=found.values("agreement"))
    pairs = given.values("over", "role").annotate(held=Max(Case(When(counts=True, then=1), default=0)))
    return found.filter(pk__in=pairs.filter(held=0).values("over"))


def vacant_sites(actor: Actor, filters: Filters, permission: Permission) -> QuerySet[Agreement]:
    """Open sites where an activity lacks a role, each joined to the convention of that activity."""
    # One filter: its conditions speak of the same site.
    found = visible(actor, permission, Agreement).filter(
        place_filter(filters, "partner__sites__"),
        partner_filter(filters),
        partner__sites__isnull=False,
        partner__sites__closed_on=None,
    )
    lacking = vacant_activities(actor, Filters(agreement=filters.agreement, role=filters.role), permission)
    at_site = Activity.sites.through.objects.filter(
        site=OuterRef("partner__sites"), activity__agreement=OuterRef("pk"), activity__in=lacking
    )
    # An annotation speaks of the same site as the filter above; another filter would join the sites once more.
    return found.annotate(lacks=Exists(at_site)).filter(lacks=True)


def vacancies(actor: Actor, filters: Filters, permission: Permission = VIEW_ASSIGNMENTS) -> QuerySet[Any, Any]:
    """The places as values, in the order of their names. Read them with `read_vacancies`."""
    if filters.sites:
        names = ("partner__sites", "partner__sites__name", "partner__sites__public_id", "partner__name", "public_id")
        sites = vacant_sites(actor, filters, permission)
        return sites.order_by("partner__name", "partner__sites__name", "partner__sites__id").values("pk", *names)
    found = vacant_activities(actor, filters, permission).order_by("agreement__partner__name", "name", "id")
    return found.values(*ACTIVITY_COLUMNS)


def count_vacancies(actor: Actor, filters: Filters) -> int:
    """How many roles have nobody, over all places."""
    rows, count = vacancies(actor, filters).iterator(chunk_size=BATCH), 0
    while batch := list(islice(rows, BATCH)):
        count += sum(len(each.roles) for each in read_vacancies(batch, filters, actor.today))
    return count


def read_vacancies(rows: Iterable[dict[str, Any]], filters: Filters, today: date) -> list[Vacancy]:
    """One query, or two for sites, whatever the number of places."""
    return (_read_sites if filters.sites else _read_activities)(list(rows), expected_roles(filters), today)


def _read_activities(rows: list[dict[str, Any]], roles: list[Role], today: date) -> list[Vacancy]:
    given = _given({row["agreement_id"] for row in rows}, roles, today).filter(over__in=[row["pk"] for row in rows])
    held: Held = set(given.values_list("over", "role"))
    return [
        Vacancy(
            row["name"],
            row["public_id"],
            row["agreement__partner__name"],
            row["agreement__public_id"],
            _vacant(row["pk"], roles, held),
        )
        for row in rows
    ]


def _given(agreements: Collection[int], roles: list[Role], today: date) -> QuerySet[Any]:
    return over_activities(grants_given_on(today).of_role(*roles).filter(agreement__in=agreements))


def _read_sites(rows: list[dict[str, Any]], roles: list[Role], today: date) -> list[Vacancy]:
    """A site lacks a role where one of its open activities does, of the same convention."""
    agreements = {row["pk"] for row in rows}
    held: Held = set(_given(agreements, roles, today).values_list("over", "role"))
    links = Activity.sites.through.objects.filter(
        open_on(today, "activity__"),
        site__in={row["partner__sites"] for row in rows},
        activity__agreement__in=agreements,
    )
    lacking: dict[tuple[int, int], set[Role]] = defaultdict(set)
    for agreement, site, activity in links.order_by("id").values_list("activity__agreement", "site", "activity"):
        lacking[agreement, site].update(_vacant(activity, roles, held))
    return [
        Vacancy(
            row["partner__sites__name"],
            row["partner__sites__public_id"],
            row["partner__name"],
            row["public_id"],
            [role for role in roles if role in lacking[row["pk"], row["partner__sites"]]],
        )
        for row in rows
    ]


def _vacant(activity: int, roles: list[Role], held: Held) -> list[Role]:
    return vacant_roles(roles, [role for role in roles if (activity, role) in held])


def expected_roles(filters: Filters) -> list[Role]:
    return [Role(filters.role)] if filters.role else list(AFAS_ROLES)


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
    places = open_activities(actor, Filters(), ASSIGN_ROLES).order_by()
    given = given_over_activities(actor.today).filter(agreement__in=places.values("agreement"))
    columns = ("agreement__partner__name", "name", "pk")
    nothing = Value("", output_field=CharField())
    rows = places.values_list(*columns, nothing, Value(False)).union(
        given.values_list(nothing, nothing, "over", "role", "counts")
    )
    names: dict[int, str] = {}
    covers: dict[tuple[int, str], list[bool]] = defaultdict(list)
    for _, name, key, role, counts in rows.order_by(*columns):
        if role:
            covers[key, role].append(bool(counts))
        else:
            names[key] = name
    for key, name in names.items():
        found = {role: Cover.of(covers.get((key, role), ())) for role in AFAS_ROLES}
        if min(found.values()) < Cover.HELD:
            yield Uncovered(
                name,
                [role for role, cover in found.items() if cover is Cover.VACANT],
                [role for role, cover in found.items() if cover is Cover.DORMANT],
            )
