"""What else an account serves."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from portal.habpps.models import Agreement, Grant
from portal.habpps.rights.roles import ACCESS_ROLES, Role

from .rules import Served


def served_by(user_id: int, today: date) -> Served:
    """By rights that the person has accepted and that are not over: what somebody else only proposes takes nothing away;
    one query."""
    held = Grant.objects.filter(user=user_id, invitation=None, role__in=[Role.NATIONAL_ADMIN, *ACCESS_ROLES])
    over = Q(agreement__state=Agreement.State.CLOSED) | Q(agreement__closes_on__lt=today)
    rows = list(held.standing(today).exclude(over).order_by("pk").values_list("role", "caf", "agreement__partner"))
    return Served(
        nation=any(role == Role.NATIONAL_ADMIN for role, _, _ in rows),
        cafs=frozenset(caf for _, caf, _ in rows if caf),
        partners=frozenset(partner for _, _, partner in rows if partner),
    )
