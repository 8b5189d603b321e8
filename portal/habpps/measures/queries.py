"""The Caf's precautions: in force and past, what one would touch, and what somebody suspended is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from portal.base.statements import Found, Statement
from portal.habpps.models import Agreement, Grant, Measure
from portal.habpps.permissions import VIEW_MEASURES
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import visible_filter
from portal.habpps.rights.holders import counting_grants
from portal.habpps.rights.precautions import STILL, with_names
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.habpps.rights.shown import grants_counting_on

IN_FORCE, PAST = "EN_COURS", "LEVEES"


def list_measures(actor: Actor, *, state: str = "", kind: str = "", partner: str = "") -> Found:
    """The measures of the actor's Caf, newest first; those in force before the others. `state`: IN_FORCE, PAST."""
    asked = Q(kind=kind) if kind else Q()
    if partner:
        asked &= Q(agreement__partner__name__folded_contains=partner) | Q(agreement__label__folded_contains=partner)
    return measures_within.found(state, reach=visible_filter(actor, Measure, VIEW_MEASURES), asked=asked)


@Statement
def measures_within(state: str, reach: Any, asked: Any) -> QuerySet[Measure]:
    found = with_names(Measure.objects.filter(reach))
    if state:
        found = found.filter(STILL) if state == IN_FORCE else found.exclude(STILL)
    found = found.filter(asked).select_related("agreement__partner", "membership__user", "taken_by", "lifted_by")
    return found.order_by("-taken_at", "-id")


@dataclass(frozen=True)
class Touched:
    """Figures said before a measure is taken. `roles`: of one person; `administrators`: who are left effective."""

    people: int
    roles: int
    administrators: int


def touched_by_person(membership: Grant, today: date) -> Touched:
    """What the suspension of one person touches."""
    own = grants_counting_on(today).filter(agreement=membership.agreement_id, user=membership.user_id)
    return Touched(
        people=1,
        roles=own.filter(role__in=AFAS_ROLES).count(),
        administrators=counting_grants(membership.agreement_id, today, Role.PARTNER_ADMIN)
        .exclude(user=membership.user_id)
        .count(),
    )


def count_managers(agreement: Agreement, today: date) -> int:
    """How many people of the partner write rights today: administrators and members of « AFAS Habiliter »."""
    held = counting_grants(agreement.pk, today, Role.PARTNER_ADMIN, Role.AFAS_MANAGER)
    return held.values("user").distinct().count()
