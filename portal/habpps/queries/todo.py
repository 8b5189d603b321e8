"""What waits for somebody: vacancies, invitations never used, administrators missing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from portal.accounts.models import User
from portal.base import clock

from ..models import Agreement, Grant
from ..rights.actor import Actor
from ..rights.decisions import visible
from ..rights.roles import Role
from ..rules import TWO_ADMINISTRATORS
from .assignments import Filters, vacant_activities
from .people import shown_as

SHOWN = 3


def vacant_places(actor: Actor) -> list[tuple[str, list[Role]]]:
    """(activity, roles that nobody holds) for who gives the roles; at most 4, the last one meaning « more »."""
    rows = vacant_activities(actor, Filters(), "habpps.assign_roles")[: SHOWN + 1]
    return [(row["name"], [role for role in Role if row.get(role.value) is False]) for row in rows]


def unused_invitations(actor: Actor) -> list[tuple[str, str, str]]:
    """(full name, public id of the access, of the convention) of people whose link has lapsed before they answered; at
    most 4, the last one meaning « more »."""
    lapsed = clock.now() - timedelta(hours=settings.ACTIVATION_HOURS)
    found = (
        visible(actor, "habpps.manage_users", Grant)
        .filter(role=Role.PARTNER_USER, revoked_at=None)
        .annotate(
            shown_last_name=shown_as("last_name"),
            shown_first_name=shown_as("first_name"),
            shown_invited_at=shown_as("invited_at"),
        )
        .filter(Q(user__state=User.State.PENDING, shown_invited_at=None) | Q(shown_invited_at__lte=lapsed))
        .exclude(valid_until__lt=actor.today)
        .exclude(agreement__state=Agreement.State.CLOSED)
        .order_by("given_at", "id")
    )
    rows = found.values_list("shown_first_name", "shown_last_name", "public_id", "agreement__public_id")[: SHOWN + 1]
    return [(f"{first} {last}", access, agreement) for first, last, access, agreement in rows]


def lacking_administrators(agreements: QuerySet[Agreement], today: date) -> QuerySet[Any]:
    """Those of the conventions, open, that name fewer than two; `administrators`: how many."""
    still = Q(grants__role=Role.PARTNER_ADMIN, grants__revoked_at=None, grants__parent__revoked_at=None)
    still &= Q(grants__valid_until=None) | Q(grants__valid_until__gte=today)
    still &= ~Q(grants__user__state=User.State.CLOSED)
    return (
        agreements.filter(state=Agreement.State.VALIDATED)
        .exclude(closes_on__lt=today)
        .annotate(administrators=Count("grants__user", filter=still, distinct=True))
        .filter(administrators__lt=TWO_ADMINISTRATORS)
    )


def short_of_administrators(actor: Actor) -> list[tuple[str, str, int]]:
    """(partner, public id of the convention, number of administrators) of open conventions under two; at most 4."""
    found = lacking_administrators(visible(actor, "habpps.view_agreements", Agreement), actor.today)
    found = found.order_by("administrators", "partner__name", "id")
    return list(found.values_list("partner__name", "public_id", "administrators")[: SHOWN + 1])
