"""« Habilitations d'action sociale »: roles held, past, dormant, and those that nobody holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextChoices

from portal.habpps.models import Activity, Agreement, Grant
from portal.habpps.models.grants import over_on
from portal.habpps.permissions import ASSIGN_ROLES, VIEW_ASSIGNMENTS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import visible
from portal.habpps.rights.order import BY_ROLE
from portal.habpps.rights.permissions import Permission
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.habpps.rights.rules import vacant_roles
from portal.habpps.rights.shown import SHOWN, counts_on, shown_as


class AssignmentState(TextChoices):
    ACTIVE = "ACTIVE", "Actif"
    HISTORY = "HISTORY", "Historique"
    INACTIVE = "INACTIVE", "Inactif"
    VACANT = "VACANT", "Non attribué"


@dataclass(frozen=True)
class Filters:
    """What the screen asks; empty: everything. `agreement`: public id; `partner`, `user`, `activity`: part of a name."""

    state: str = AssignmentState.ACTIVE
    agreement: str = ""
    partner: str = ""
    user: str = ""
    role: str = ""
    activity: str = ""
    type_code: str = ""
    nature_code: str = ""
    sites: bool = False


@dataclass(frozen=True)
class Vacancy:
    """A place and the roles that nobody holds there. `place_id`: public id of the activity or the site."""

    place: str
    place_id: str
    partner: str
    agreement_id: str
    roles: list[Role]


def in_state(state: str, today: date) -> Q:
    """The four states of a grant, as a filter."""
    over = over_on(today)
    if state == AssignmentState.HISTORY:
        return over
    # A subquery: the negation of a condition over joined tables is no negation of rows.
    counts = Q(pk__in=Grant.objects.filter(counts_on(today), role__in=AFAS_ROLES).values("pk"))
    return counts if state == AssignmentState.ACTIVE else ~over & ~counts


def state_of(grants: Iterable[Grant], today: date) -> AssignmentState:
    """Under which state a reader finds what was just given: « Inactif » if none of it counts yet."""
    given = [grant.pk for grant in grants]
    counts = not given or Grant.objects.filter(counts_on(today), pk__in=given).exists()
    return AssignmentState.ACTIVE if counts else AssignmentState.INACTIVE


def assignments(actor: Actor, filters: Filters) -> QuerySet[Grant, dict[str, Any]]:
    """Held roles as values, in the order of the places, for any state but VACANT."""
    place = "site" if filters.sites else "activity"
    found = visible(actor, VIEW_ASSIGNMENTS, Grant).filter(
        in_state(filters.state, actor.today), role__in=AFAS_ROLES, **{f"{place}__isnull": False}
    )
    found = found.filter(_partner_filter(filters, "agreement__"))
    found = found.annotate(shown_last_name=shown_as("last_name"), shown_first_name=shown_as("first_name"))
    for word in filters.user.split():
        found = found.filter(Q(shown_last_name__folded_contains=word) | Q(shown_first_name__folded_contains=word))
    if filters.role:
        found = found.filter(role=filters.role)
    found = found.filter(_place_filter(filters, f"{place}__"))
    return found.order_by(
        "agreement__partner__name", f"{place}__name", f"{place}_id", BY_ROLE, "-valid_from", "id"
    ).values(
        "public_id",
        "role",
        "user_id",
        "shown_first_name",
        "shown_last_name",
        "valid_from",
        "valid_until",
        "revoked_at",
        f"{place}_id",
        f"{place}__name",
        "agreement__partner__name",
    )


def _partner_filter(filters: Filters, prefix: str = "") -> Q:
    condition = Q(**{f"{prefix}public_id": filters.agreement}) if filters.agreement else Q()
    if filters.partner:
        condition &= Q(**{f"{prefix}partner__name__folded_contains": filters.partner})
    return condition


def _place_filter(filters: Filters, prefix: str) -> Q:
    condition = Q(**{f"{prefix}name__folded_contains": filters.activity}) if filters.activity else Q()
    for name in ("type_code", "nature_code"):
        if not filters.sites and (value := getattr(filters, name)):
            condition &= Q(**{f"{prefix}{name}": value})
    return condition


def _held(actor: Actor, role: Role, **place: OuterRef) -> Exists:
    return Exists(Grant.objects.filter(counts_on(actor.today), role=role, **place))


def _activity_held(actor: Actor, role: Role) -> Exists:
    """By somebody over the activity, or over one of its sites in the same convention."""
    over = Q(activity=OuterRef("pk")) | Q(agreement=OuterRef("agreement_id"), site__activities=OuterRef("pk"))
    return Exists(Grant.objects.filter(counts_on(actor.today), over, role=role))


def _expected(filters: Filters) -> list[Role]:
    return [Role(filters.role)] if filters.role else list(AFAS_ROLES)


def open_activities(actor: Actor, filters: Filters, permission: Permission = VIEW_ASSIGNMENTS) -> QuerySet[Activity]:
    """The activities open today under a validated convention."""
    found = visible(actor, permission, Activity).filter(
        Q(closes_on=None) | Q(closes_on__gte=actor.today), _place_filter(filters, ""), opens_on__lte=actor.today
    )
    found = found.filter(agreement__state=Agreement.State.VALIDATED).exclude(agreement__closes_on__lt=actor.today)
    return found.filter(_partner_filter(filters, "agreement__"))


def vacant_activities(
    actor: Actor, filters: Filters, permission: Permission = VIEW_ASSIGNMENTS
) -> QuerySet[Activity, dict[str, Any]]:
    """Open activities where an expected role has nobody, as values with one boolean per role."""
    roles = _expected(filters)
    found = open_activities(actor, filters, permission)
    found = found.annotate(**{role.value: _activity_held(actor, role) for role in roles})
    vacant = Q()
    for role in roles:
        vacant |= Q(**{role.value: False})
    return (
        found.filter(vacant)
        .order_by("agreement__partner__name", "name", "id")
        .values("name", "public_id", "agreement__partner__name", "agreement__public_id", *[r.value for r in roles])
    )


def vacant_sites(actor: Actor, filters: Filters) -> QuerySet[Agreement, dict[str, Any]]:
    """Open sites (of the conventions that the actor sees) over which an expected role has nobody."""
    roles = _expected(filters)
    # One filter: its conditions speak of the same site.
    found = visible(actor, VIEW_ASSIGNMENTS, Agreement).filter(
        _place_filter(filters, "partner__sites__"),
        state=Agreement.State.VALIDATED,
        partner__sites__isnull=False,
        partner__sites__closed_on=None,
    )
    found = found.exclude(closes_on__lt=actor.today)
    found = found.filter(_partner_filter(filters))
    place = {"agreement": OuterRef("pk"), "site": OuterRef("partner__sites")}
    found = found.annotate(**{role.value: _held(actor, role, **place) for role in roles})
    vacant = Q()
    for role in roles:
        vacant |= Q(**{role.value: False})
    return (
        found.filter(vacant)
        .order_by("partner__name", "partner__sites__name", "partner__sites__id")
        .values(
            "partner__sites__name",
            "partner__sites__public_id",
            "partner__name",
            "public_id",
            *[role.value for role in roles],
        )
    )


def vacancies(actor: Actor, filters: Filters) -> QuerySet[Any, dict[str, Any]]:
    return vacant_sites(actor, filters) if filters.sites else vacant_activities(actor, filters)


def rows(actor: Actor, filters: Filters) -> QuerySet[Any, dict[str, Any]]:
    """The rows of the list, whichever its state."""
    return (vacancies if filters.state == AssignmentState.VACANT else assignments)(actor, filters)


def count_rows(actor: Actor, filters: Filters) -> int:
    """How many rows a file of the list has: of a place, one for each role that nobody holds."""
    if filters.state != AssignmentState.VACANT:
        return assignments(actor, filters).count()
    unheld = {f"{role.value}_unheld": Count("pk", filter=Q(**{role.value: False})) for role in _expected(filters)}
    return sum(vacancies(actor, filters).aggregate(**unheld).values())


def read_vacancy(row: dict[str, Any], filters: Filters) -> Vacancy:
    """One row of `vacancies` (any of its two shapes)."""
    roles = vacant_roles(_expected(filters), [role for role in _expected(filters) if row[role.value]])
    if filters.sites:
        place = (row["partner__sites__name"], row["partner__sites__public_id"], row["partner__name"], row["public_id"])
    else:
        place = (row["name"], row["public_id"], row["agreement__partner__name"], row["agreement__public_id"])
    return Vacancy(*place, roles)


def assignable_agreements(
    actor: Actor, permission: Permission = VIEW_ASSIGNMENTS, text: str = ""
) -> QuerySet[Agreement]:
    """The conventions whose roles the actor sees (or gives), their partners joined. `text`: part of a name."""
    found = visible(actor, permission, Agreement).exclude(state=Agreement.State.CLOSED)
    if text:
        found = found.filter(Q(partner__name__folded_contains=text) | Q(label__folded_contains=text))
    return found.select_related("partner").order_by("partner__name", "id")


def vacant_places(actor: Actor) -> list[tuple[str, list[Role]]]:
    """(activity, roles that nobody holds) for who gives the roles; at most 4, the last one meaning « more »."""
    rows = vacant_activities(actor, Filters(), ASSIGN_ROLES)[: SHOWN + 1]
    return [(row["name"], [role for role in Role if row.get(role.value) is False]) for row in rows]
