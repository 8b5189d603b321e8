"""What somebody's departure from an organisation ends, and what it leaves without anybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from portal.base.ordering import empty_last
from portal.habpps.extensions import list_consequences_of_ending
from portal.habpps.models import AccessGroup, Grant
from portal.habpps.models.agreements import with_caf
from portal.habpps.models.grants import standing_on
from portal.habpps.permissions import MANAGE_USERS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.coverage import LostCover, lost_cover
from portal.habpps.rights.decisions import reachable
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.habpps.rights.shown import grants_counting_on

HELD = ("role", "agreement_id")


@dataclass(frozen=True)
class Seats:
    """A convention that the person administers, and how many others will be able to."""

    agreement: str
    left: int


@dataclass(frozen=True)
class DepartureEffects:
    """`roles`: how many roles over activities and places end; `groups`: their labels; `lost`: the roles over activities
    that are less covered; `others`: French sentences of the services."""

    roles: int
    groups: list[str]
    lost: list[LostCover]
    others: list[str]
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
    """What ends with these accesses after `last_day`; the queries do not depend on the number of rights."""
    rights = list(_under(accesses, today).values_list("pk", *HELD, "group__kind"))
    names = name_agreements(accesses)
    roles = [pk for pk, role, *_ in rights if role in AFAS_ROLES]
    seats = {agreement_id: names[agreement_id] for _, role, agreement_id, _ in rights if role == Role.PARTNER_ADMIN}
    groups = sorted({AccessGroup.Kind(kind).label for *_, kind in rights if kind})
    day = last_day + timedelta(days=1)
    lost = (
        [replace(each, agreement=names[each.agreement_id]) for each in lost_cover(names, roles, day)] if roles else []
    )
    others = _other_administrators(accesses, day) if seats else []
    return DepartureEffects(len(roles), groups, lost, list_consequences_of_ending(lost), _seats(seats, others))


def _other_administrators(accesses: Sequence[Grant], day: date) -> list[tuple[int, int]]:
    """(convention, person) of the administrations that count on that day in the same conventions, of other people."""
    found = grants_counting_on(day).filter(
        agreement__in={access.agreement_id for access in accesses}, role=Role.PARTNER_ADMIN
    )
    found = found.exclude(user__in=[access.user_id for access in accesses]).order_by("id")
    return list(found.values_list("agreement_id", "user_id"))


def name_agreements(accesses: Sequence[Grant]) -> dict[int, str]:
    """Convention -> its label; of several, which are one partner's, with the Caf. The conventions' Cafs are joined."""
    found = {access.agreement.pk: access.agreement for access in accesses if access.agreement is not None}
    return {key: with_caf(each.label, each.caf.name if len(found) > 1 else "") for key, each in found.items()}


def _seats(seats: dict[int, str], others: list[tuple[int, int]]) -> list[Seats]:
    """`seats`: id -> name of the conventions that the person administers."""
    left: dict[int, set[int]] = defaultdict(set)
    for agreement_id, user_id in others:
        left[agreement_id].add(user_id)
    return [Seats(agreement, len(left[key])) for key, agreement in seats.items()]
