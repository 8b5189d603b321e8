"""What somebody's departure from an organisation ends, and what it leaves without anybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet

from portal.base.ordering import empty_last
from portal.habpps.models import AccessGroup, Activity, Grant
from portal.habpps.models.agreements import with_caf
from portal.habpps.models.grants import standing_on
from portal.habpps.permissions import MANAGE_USERS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import reachable
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.habpps.rights.shown import grants_counting_on


class Held(NamedTuple):
    """What one grant says of who holds what, where."""

    role: str
    agreement_id: int
    activity_id: int | None
    site_id: int | None
    user_id: int


HELD = Held._fields


@dataclass(frozen=True)
class Orphan:
    """An activity and the roles that nobody will hold there."""

    activity: str
    agreement: str
    roles: list[Role]


@dataclass(frozen=True)
class Seats:
    """A convention that the person administers, and how many others will be able to."""

    agreement: str
    left: int


@dataclass(frozen=True)
class DepartureEffects:
    """`roles`: how many roles over activities and places end; `groups`: their labels."""

    roles: int
    groups: list[str]
    orphans: list[Orphan]
    seats: list[Seats]


def list_standing_accesses(actor: Actor, membership: Grant) -> list[Grant]:
    """The person's standing accesses to the conventions of the same partner, where the actor manages them."""
    same = reachable(actor, MANAGE_USERS, Grant).filter(
        user=membership.user_id,
        role=Role.PARTNER_USER,
        agreement__partner__agreements=membership.agreement_id,
    )
    same = same.filter(standing_on(actor.today)).select_related("user", "agreement__partner", "agreement__caf")
    return list(same.order_by(empty_last("agreement_id"), "valid_from"))


def _under(accesses: Sequence[Grant], today: date) -> QuerySet[Grant]:
    """Everything that hangs under these accesses and is not over."""
    under = Q(parent__in=accesses) | Q(parent__parent__in=accesses)
    return Grant.objects.filter(under).standing(today).order_by(empty_last("agreement_id"), "role", "id")


def list_standing_rights(accesses: Sequence[Grant], today: date) -> list[Grant]:
    return list(_under(accesses, today).select_related("activity", "site", "group", "agreement"))


def describe_departure(accesses: Sequence[Grant], today: date, last_day: date) -> DepartureEffects:
    """What ends with these accesses after `last_day`; four queries at most, whatever the number of rights."""
    rights = list(_under(accesses, today).values_list(*HELD, "group__kind"))
    names = name_agreements(accesses)
    roles = [Held(*held) for *held, _ in rights if held[0] in AFAS_ROLES]
    seats = {held[1]: names[held[1]] for *held, _ in rights if held[0] == Role.PARTNER_ADMIN}
    groups = sorted({AccessGroup.Kind(kind).label for *_, kind in rights if kind})
    day = last_day + timedelta(days=1)
    others = _others(accesses, day) if roles or seats else []
    orphans = _orphans(roles, others, day, names) if roles else []
    return DepartureEffects(len(roles), groups, orphans, _seats(seats, others))


def _others(accesses: Sequence[Grant], day: date) -> list[Held]:
    """The roles and administrations that count on that day in the same conventions, of other people."""
    found = grants_counting_on(day).filter(
        agreement__in={access.agreement_id for access in accesses},
        role__in=[*AFAS_ROLES, Role.PARTNER_ADMIN],
    )
    found = found.exclude(user__in=[access.user_id for access in accesses]).order_by("id")
    return [Held(*held) for held in found.values_list(*HELD)]


def name_agreements(accesses: Sequence[Grant]) -> dict[int, str]:
    """Convention -> its label; of several, which are one partner's, with the Caf. The conventions' Cafs are joined."""
    found = {access.agreement.pk: access.agreement for access in accesses if access.agreement is not None}
    return {key: with_caf(each.label, each.caf.name if len(found) > 1 else "") for key, each in found.items()}


def _orphans(roles: list[Held], others: list[Held], day: date, names: Mapping[int, str]) -> list[Orphan]:
    activities = list(
        Activity.objects.filter(agreement__in={grant.agreement_id for grant in roles})
        .exclude(closes_on__lt=day)
        .select_related("agreement")
        .order_by("agreement__label", "name", "id")
    )
    over_sites = any(held.site_id for held in (*roles, *others))
    sites = _sites(activities) if over_sites else {}
    mine, theirs = ({each[:4] for each in held} for held in (roles, others))

    def covers(held: set[tuple[str, int, int | None, int | None]], role: Role, activity: Activity) -> bool:
        places = [(activity.pk, None), *((None, site) for site in sites.get(activity.pk, ()))]
        return any((role.value, activity.agreement_id, *place) in held for place in places)

    found = []
    for activity in activities:
        lost = [role for role in AFAS_ROLES if covers(mine, role, activity) and not covers(theirs, role, activity)]
        if lost:
            found.append(Orphan(activity.name, names[activity.agreement_id], lost))
    return found


def _sites(activities: list[Activity]) -> dict[int, set[int]]:
    """Activity id -> the sites where it takes place."""
    found: dict[int, set[int]] = defaultdict(set)
    links = Activity.sites.through.objects.filter(activity__in=activities).order_by("id")
    for activity_id, site_id in links.values_list("activity_id", "site_id"):
        found[activity_id].add(site_id)
    return found


def _seats(seats: dict[int, str], others: list[Held]) -> list[Seats]:
    """`seats`: id -> name of the conventions that the person administers."""
    left: dict[int, set[int]] = defaultdict(set)
    for held in others:
        if held.role == Role.PARTNER_ADMIN:
            left[held.agreement_id].add(held.user_id)
    return [Seats(agreement, len(left[key])) for key, agreement in seats.items()]
