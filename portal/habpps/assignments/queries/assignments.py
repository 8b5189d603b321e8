"""« Habilitations d'action sociale »: roles held, past, dormant, and those that nobody holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, Expression, OuterRef, Q, QuerySet, TextChoices

from portal.base.ordering import empty_last
from portal.base.statements import Found, Statement
from portal.habpps.models import Agreement, Grant
from portal.habpps.models.grants import GrantQuerySet
from portal.habpps.permissions import VIEW_ASSIGNMENTS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import visible_filter
from portal.habpps.rights.dormant import DORMANT_COLUMNS
from portal.habpps.rights.lives import LIFE_COLUMNS, finished_on
from portal.habpps.rights.order import BY_ROLE
from portal.habpps.rights.permissions import Permission
from portal.habpps.rights.roles import AFAS_ROLES
from portal.habpps.rights.shown import grants_counting_on, name_matches, shown_as


class AssignmentState(TextChoices):
    ACTIVE = "ACTIVE", "Actif"
    HISTORY = "HISTORY", "Historique"
    INACTIVE = "INACTIVE", "Inactif"
    VACANT = "VACANT", "Non attribué"


COLUMNS = (
    "public_id",
    "role",
    "user_id",
    "shown_first_name",
    "shown_last_name",
    "shown_username",
    "shown_email",
    "agreement__partner__name",
    "agreement_id",
    *LIFE_COLUMNS,
)
WHY_COLUMNS = ("shown_invited_at", *(name for name in DORMANT_COLUMNS if name not in LIFE_COLUMNS))


@dataclass(frozen=True)
class Filters:
    """What the screen asks; empty: everything. `agreement`: public id; `partner`, `activity`: part of a name; `user`: that, or
    an identifier."""

    state: str = AssignmentState.ACTIVE
    agreement: str = ""
    partner: str = ""
    user: str = ""
    role: str = ""
    activity: str = ""
    type_code: str = ""
    nature_code: str = ""
    sites: bool = False


def in_state(state: str, day: date | Expression) -> GrantQuerySet:
    """The grants in one of the four states, VACANT aside: each grant is in one of them."""
    if state == AssignmentState.ACTIVE:
        return grants_counting_on(day)
    if state == AssignmentState.HISTORY:
        return Grant.objects.filter(finished_on(day))
    waiting = ~finished_on(day) & ~Exists(grants_counting_on(day).filter(pk=OuterRef("pk")))
    return Grant.objects.filter(waiting)


def state_of(grants: Iterable[Grant], today: date) -> AssignmentState:
    """Under which state a reader finds what was just given: « Inactif » if none of it counts yet."""
    given = [grant.pk for grant in grants]
    counts = not given or grants_counting_on(today).filter(pk__in=given).exists()
    return AssignmentState.ACTIVE if counts else AssignmentState.INACTIVE


def list_assignments(actor: Actor, filters: Filters) -> Found:
    """Held roles as values, in the order of the places, for any state but VACANT."""
    place = "site" if filters.sites else "activity"
    asked = partner_filter(filters, "agreement__") & place_filter(filters, f"{place}__")
    asked &= name_matches(filters.user, "shown_", identifier=True)
    if filters.role:
        asked &= Q(role=filters.role)
    reach = visible_filter(actor, Grant, VIEW_ASSIGNMENTS)
    return assignments_within.found(filters.state, place, reach=reach, day=actor.today, asked=asked)


@Statement
def assignments_within(state: str, place: str, reach: Any, day: Any, asked: Any) -> QuerySet[Grant, dict[str, Any]]:
    found = in_state(state, day).filter(reach, role__in=AFAS_ROLES, **{f"{place}__isnull": False})
    found = found.annotate(
        **{f"shown_{name}": shown_as(name) for name in ("last_name", "first_name", "username", "email")}
    )
    columns = COLUMNS
    if state == AssignmentState.INACTIVE:
        found, columns = found.annotate(shown_invited_at=shown_as("invited_at")), (*COLUMNS, *WHY_COLUMNS)
    return (
        found.filter(asked)
        .order_by(
            "agreement__partner__name",
            f"{place}__name",
            f"{place}_id",
            empty_last("agreement_id"),
            BY_ROLE,
            "-valid_from",
            "id",
        )
        .values(*columns, f"{place}_id", f"{place}__name")
    )


def partner_filter(filters: Filters, prefix: str = "") -> Q:
    condition = Q(**{f"{prefix}public_id": filters.agreement}) if filters.agreement else Q()
    if filters.partner:
        condition &= Q(**{f"{prefix}partner__name__folded_contains": filters.partner})
    return condition


def place_filter(filters: Filters, prefix: str) -> Q:
    condition = Q(**{f"{prefix}name__folded_contains": filters.activity}) if filters.activity else Q()
    for name in ("type_code", "nature_code"):
        if not filters.sites and (value := getattr(filters, name)):
            condition &= Q(**{f"{prefix}{name}": value})
    return condition


def assignable_agreements(
    actor: Actor, permission: Permission = VIEW_ASSIGNMENTS, *, text: str = "", key: str = ""
) -> Found:
    """The conventions whose roles the actor sees (or gives), as values with their partners' names and towns. `text`:
    part of a name; `key`: the public id of one."""
    asked = Q(public_id=key) if key else Q()
    if text:
        asked &= Q(partner__name__folded_contains=text) | Q(label__folded_contains=text)
    return agreements_within.found(reach=visible_filter(actor, Agreement, permission), asked=asked)


@Statement
def agreements_within(reach: Any, asked: Any) -> QuerySet[Agreement, Any]:
    found = Agreement.objects.filter(reach).exclude(state=Agreement.State.CLOSED).filter(asked)
    return found.order_by("partner__name", "id").values("pk", "public_id", "label", "partner__name", "partner__town")
