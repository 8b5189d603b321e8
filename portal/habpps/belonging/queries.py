"""Where somebody belongs, and where they are invited."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from portal.base.statements import Statement
from portal.habpps.grants.mails import describe_grant
from portal.habpps.models import Agreement, Grant
from portal.habpps.models.grants import GrantQuerySet, standing_on
from portal.habpps.officials.actions.ends import leaves_caf_alone
from portal.habpps.people.queries.departures import DepartureEffects, describe_departure
from portal.habpps.rights.decisions import Decision
from portal.habpps.rights.holders import days_of_office
from portal.habpps.rights.periods import first_day_alone
from portal.habpps.rights.roles import ACCESS_ROLES

from .rules import may_leave

PLACES = ("agreement__partner", "agreement__caf", "caf", "given_by", "user", "invitation")


def own_accesses(user_id: int) -> GrantQuerySet:
    """Every grant by which the person belongs, or belonged, to a convention or a Caf."""
    return Grant.objects.filter(user=user_id, role__in=ACCESS_ROLES).select_related(*PLACES)


def waiting_accesses(user_id: int, today: date) -> GrantQuerySet:
    """Those whose invitation waits for the person's answer."""
    ended = Q(agreement__state=Agreement.State.CLOSED) | Q(agreement__closes_on__lt=today)
    waiting = own_accesses(user_id).filter(invitation__isnull=False, invitation__refused_at=None)
    return waiting.standing(today).filter(~ended | Q(agreement=None)).order_by("valid_from", "pk")


@Statement
def waiting_places(day: Any, person: Any) -> QuerySet[Grant, Any]:
    ended = Q(agreement__state=Agreement.State.CLOSED) | Q(agreement__closes_on__lt=day)
    waiting = Grant.objects.filter(standing_on(day), user_id=person, role__in=ACCESS_ROLES, invitation__refused_at=None)
    found = waiting.filter(~ended | Q(agreement=None), invitation__isnull=False).order_by("valid_from", "pk")
    return found.values_list("invitation_id", Coalesce("agreement__partner__name", "caf__name"))


def list_waiting_places(user_id: int, today: date) -> list[str]:
    """The names of the places whose invitations wait, each once: asked at each sign-in and on each home page."""
    return list(dict(waiting_places.rows(day=today, person=user_id)).values())


@dataclass(frozen=True)
class WaitingInvitation:
    """`access`: the grant by which it is answered; `rights`: what it gives, a line of French each; `opens_on`: the first
    day."""

    access: Grant
    rights: list[str]
    opens_on: date


def list_waiting(user_id: int, today: date) -> list[WaitingInvitation]:
    """One for each place; two queries."""
    first: dict[int | None, Grant] = {}
    for access in waiting_accesses(user_id, today):
        first.setdefault(access.invitation_id, access)
    if not first:
        return []
    there = Q(agreement__in=[each.agreement_id for each in first.values() if each.agreement_id])
    there |= Q(caf__in=[each.caf_id for each in first.values() if each.caf_id])
    held = Grant.objects.filter(there, user=user_id).standing(today).select_related("activity", "site").order_by("pk")
    lines: dict[tuple[int | None, int | None], list[str]] = defaultdict(list)
    for grant in held:
        lines[grant.agreement_id, grant.caf_id].append(describe_grant(grant))
    return [WaitingInvitation(each, lines[each.agreement_id, each.caf_id], each.valid_from) for each in first.values()]


def standing_together(access: Grant, today: date) -> list[Grant]:
    """The standing accesses of the same person to the same place: all of them begin, or end, by one answer."""
    same = Grant.objects.filter(user=access.user_id, agreement=access.agreement_id, caf=access.caf_id)
    found = same.filter(role__in=ACCESS_ROLES).standing(today).select_related("agreement", "caf", "user")
    return list(found.order_by("pk"))


def decide_leaving(access: Grant, today: date) -> Decision:
    """May the person leave the place of this access at once? Reads who else administers it."""
    if access.caf is not None:
        roles = standing_together(access, today)
        return may_leave(leaves_caf_alone=any(leaves_caf_alone(access.caf, each, None, today) for each in roles))
    agreement = access.agreement
    if agreement is None or agreement.state == Agreement.State.CLOSED:
        return may_leave()
    held = days_of_office(agreement, today)
    after = [days for grant, days in held if grant.user_id != access.user_id]
    return may_leave(alone=first_day_alone([days for _, days in held], after, today, agreement.closes_on))


def effects_of_leaving(access: Grant, today: date) -> DepartureEffects:
    """What ends at once, and what is left without anybody."""
    if access.agreement is None:
        return DepartureEffects(0, [], [], [], [])
    return describe_departure(standing_together(access, today), today, today - timedelta(days=1))
