"""Avenants of the conventions that an actor sees, and who administers a convention on which days."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, QuerySet

from portal.accounts.models import User

from ..models import Agreement, Amendment, Grant
from ..rights.actor import Actor
from ..rights.decisions import visible
from ..rights.roles import Role
from ..rules import Period
from .people import shown_as
from .people import waiting as waiting_to

VIEW = "habpps.view_agreements"
WHOLE = ("agreement__partner", "agreement__caf", "leaving__user", "requested_by", "decided_by", "document")


def amendments_of(agreement: Agreement) -> QuerySet[Amendment]:
    return Amendment.objects.filter(agreement=agreement).select_related(*WHOLE).order_by("-number")


def waiting(actor: Actor) -> list[tuple[str, int, str]]:
    """(partner, number, public id) of the avenants that wait for the Caf's signature, the oldest first; at most 4."""
    found = visible(actor, "habpps.name_administrators", Amendment).filter(state=Amendment.State.REQUESTED)
    rows = found.order_by("requested_at", "id").values_list("agreement__partner__name", "number", "public_id")
    return list(rows[:4])


def standing(agreement: Agreement, today: date) -> list[Grant]:
    """The administrators' grants, present and to come, for the choice of who leaves; `shown_first_name`,
    `shown_last_name` and `shown_invited_at` as the convention knows them."""
    found = Grant.objects.filter(agreement=agreement, role=Role.PARTNER_ADMIN, revoked_at=None, parent__revoked_at=None)
    found = found.exclude(valid_until__lt=today).exclude(parent__valid_until__lt=today)
    found = found.annotate(
        shown_last_name=shown_as("last_name"),
        shown_first_name=shown_as("first_name"),
        shown_invited_at=shown_as("invited_at"),
    )
    return list(found.select_related("user", "parent").order_by("shown_last_name", "shown_first_name", "id"))


def offices(agreement: Agreement, today: date) -> list[tuple[Grant, Period]]:
    """The administrators' grants with the days on which their holders can administer, as far as is known today: active
    account, no suspension, an invitation that was answered.

    The convention's own state and dates are set aside: they stop everybody alike.
    """
    found = []
    for grant in standing(agreement, today):
        if vars(grant)["shown_invited_at"] is not None or grant.user.state != User.State.ACTIVE:
            continue
        if grant.parent is None or grant.parent.suspended_at is not None:
            continue
        above = Period(grant.parent.valid_from, grant.parent.valid_until)
        if days := Period(grant.valid_from, grant.valid_until).meet(above):
            found.append((grant, days))
    return found


def administering(agreement: Agreement, today: date) -> dict[int, list[Period]]:
    """User id -> the days of `offices`."""
    found: dict[int, list[Period]] = {}
    for grant, days in offices(agreement, today):
        found.setdefault(grant.user_id, []).append(days)
    return found


def has_come_in(agreement: Agreement, email: str, today: date) -> bool:
    """Is it somebody of the convention who has answered its invitation? Of anybody else nothing is known here, be there
    an account of this e-mail or not."""
    held = Grant.objects.filter(agreement=agreement, role=Role.PARTNER_USER, revoked_at=None, suspended_at=None)
    held = held.filter(user__email__lower=email.lower(), user__state=User.State.ACTIVE)
    return held.exclude(valid_until__lt=today).exclude(Exists(waiting_to())).exists()
