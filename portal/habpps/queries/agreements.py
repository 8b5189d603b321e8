"""Conventions that an actor may see, and the facts of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from ..models import AccessGroup, Agreement, Grant
from ..rights.actor import Actor
from ..rights.decisions import visible
from ..rights.effective import RELATED, why_not_effective
from ..rights.roles import GROUP_ROLES, Role

VIEW = "habpps.view_agreements"
OPEN, CLOSED = "OPEN", "CLOSED"


def agreements(
    actor: Actor, *, label: str = "", partner: str = "", type_id: str = "", status: str = "", sort: str = "label"
) -> QuerySet[Agreement, Any]:
    """The visible conventions as values; `status`: "OPEN", "CLOSED" or "" (all), on the actor's day."""
    found = visible(actor, VIEW, Agreement)
    if label:
        found = found.filter(label__icontains=label)
    if partner:
        found = found.filter(Q(partner__name__icontains=partner) | Q(partner__siret=partner.replace(" ", "")))
    if type_id:
        found = found.filter(partner__type__public_id=type_id)
    closed = Q(state=Agreement.State.CLOSED) | Q(closes_on__lt=actor.today)
    if status == CLOSED:
        found = found.filter(closed)
    elif status == OPEN:
        found = found.filter(state=Agreement.State.VALIDATED, opens_on__lte=actor.today).exclude(closed)
    return found.order_by(sort, "id").values(
        "label", "caf__name", "partner__name", "opens_on", "closes_on", "state", "public_id", "pk", "caf_id"
    )


@dataclass(frozen=True)
class Administrator:
    """`why_not`: French, why this right does not count today; empty when it does."""

    name: str
    account_state: str
    valid_from: date
    valid_until: date | None
    why_not: str
    public_id: str
    user_id: int


def administrators_of(agreement: Agreement, today: date) -> list[Administrator]:
    """The administrators that the convention names, present and to come."""
    found = (
        Grant.objects.filter(agreement=agreement, role=Role.PARTNER_ADMIN, revoked_at=None, parent__revoked_at=None)
        .exclude(valid_until__lt=today)
        .select_related("user", *RELATED)
        .order_by("user__last_name", "user__first_name", "id")
    )
    return [
        Administrator(
            grant.user.get_full_name(),
            grant.user.get_state_display(),
            grant.valid_from,
            grant.valid_until,
            why_not_effective(grant, today) or "",
            grant.public_id,
            grant.user_id,
        )
        for grant in found
    ]


def groups_of(agreement: Agreement) -> list[AccessGroup]:
    return list(AccessGroup.objects.filter(enrolment__agreement=agreement).order_by("kind"))


@dataclass(frozen=True)
class Member:
    """Somebody in a group; `public_id` is the grant's."""

    name: str
    user_id: int
    valid_from: date
    valid_until: date | None
    public_id: str


def members_of(groups: list[AccessGroup], today: date) -> dict[int, list[Member]]:
    """Group id -> its members, present and to come."""
    found: dict[int, list[Member]] = {group.pk: [] for group in groups}
    rows = (
        Grant.objects.filter(group__in=groups, role__in=GROUP_ROLES.values(), revoked_at=None, parent__revoked_at=None)
        .exclude(valid_until__lt=today)
        .order_by("user__last_name", "user__first_name", "id")
        .values_list(
            "group_id", "user__first_name", "user__last_name", "user_id", "valid_from", "valid_until", "public_id"
        )
    )
    for group_id, first, last, user_id, valid_from, valid_until, public_id in rows:
        if group_id is not None:
            found[group_id].append(Member(f"{first} {last}", user_id, valid_from, valid_until, public_id))
    return found
