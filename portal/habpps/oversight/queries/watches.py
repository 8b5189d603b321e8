"""What a Caf watches over: accesses that nobody uses, conventions short of administrators or about to end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from portal.accounts.models import User
from portal.base import clock
from portal.habpps.measures import queries
from portal.habpps.models import Agreement, Grant
from portal.habpps.models.grants import standing_on
from portal.habpps.permissions import SUPERVISE
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import visible
from portal.habpps.rights.holders import lacking_administrators
from portal.habpps.rights.roles import Role
from portal.habpps.rights.shown import name_matches, shown_as

from . import connections, letters

WAITING, LAPSED = "EN_ATTENTE", "EXPIREE"
IDLE = {"6": timedelta(days=183), "12": timedelta(days=365)}  # months -> how long without a sign-in
ENDING_DAYS = 90
# Nobody has come in by this access. Whether the account was made for it does not matter, and must not show.
NEVER_USED = Q(shown_invited_at__isnull=False) | Q(user__state=User.State.PENDING)


@dataclass(frozen=True)
class Overview:
    """Figures of the home page of supervision, over the last `connections.DAYS` days where it is a matter of time."""

    measures: int
    short: int
    ending: int
    waiting: int
    lapsed: int
    never_used: int
    idle_6: int
    idle_12: int
    failed_letters: int
    sign_ins: int
    failures: int


def overview(actor: Actor) -> Overview:
    """Six queries, whatever there is to count."""
    people = list_accesses(actor).aggregate(
        waiting=Count("pk", filter=NEVER_USED & Q(waits_since__gt=_link_limit())),
        lapsed=Count("pk", filter=NEVER_USED & Q(waits_since__lte=_link_limit())),
        never_used=Count("pk", filter=NEVER_USED),
        idle_6=Count("pk", filter=_idle_since("6")),
        idle_12=Count("pk", filter=_idle_since("12")),
    )
    return Overview(
        measures=queries.list_measures(actor, state=queries.IN_FORCE).count(),
        short=short_agreements(actor).count(),
        ending=ending_agreements(actor).count(),
        failed_letters=letters.list_messages(actor, state=letters.FAILED).count(),
        **connections.count_connections(actor),
        **people,
    )


def list_accesses(actor: Actor) -> QuerySet[Any]:
    """The accesses of the actor's Caf, open or to come, whose convention has not ended.

    `waits_since`: when the person was last written to, or given the access.
    """
    found = visible(actor, SUPERVISE, Grant).filter(standing_on(actor.today), role=Role.PARTNER_USER)
    found = found.exclude(agreement__closes_on__lt=actor.today)
    return found.exclude(agreement__state=Agreement.State.CLOSED).annotate(
        shown_invited_at=shown_as("invited_at"), waits_since=Coalesce(shown_as("invited_at"), F("given_at"))
    )


def _link_limit() -> datetime:
    return clock.now() - timedelta(hours=settings.ACTIVATION_HOURS)


def _idle_since(months: str) -> Q:
    """Active accounts only; who never came in belongs to `NEVER_USED`, and their account's past is not told."""
    limit = clock.now() - IDLE[months]
    used = Q(user__last_login__lt=limit) | Q(user__last_login=None, given_at__lt=limit)
    return used & Q(user__state=User.State.ACTIVE, shown_invited_at=None)


def list_never_used(
    actor: Actor, *, person: str = "", agreement: str = "", invitation: str = ""
) -> QuerySet[Any, dict[str, Any]]:
    """Accesses by which nobody has come in yet. `invitation`: WAITING, LAPSED or all."""
    found = list_accesses(actor).filter(NEVER_USED)
    if invitation == WAITING:
        found = found.filter(waits_since__gt=_link_limit())
    elif invitation == LAPSED:
        found = found.filter(waits_since__lte=_link_limit())
    return _people(found, person, agreement)


def list_idle(
    actor: Actor, *, person: str = "", agreement: str = "", months: str = "6"
) -> QuerySet[Any, dict[str, Any]]:
    """Accesses whose person has not signed in for so many months (a key of `IDLE`)."""
    return _people(list_accesses(actor).filter(_idle_since(months)), person, agreement)


def _people(found: QuerySet[Any], person: str, agreement: str) -> QuerySet[Any, dict[str, Any]]:
    found = found.annotate(
        shown_last_name=shown_as("last_name"), shown_first_name=shown_as("first_name"), shown_email=shown_as("email")
    )
    if person:
        found = found.annotate(shown_username=shown_as("username"))
        found = found.filter(name_matches(person, "shown_", identifier=True))
    if agreement:
        found = found.filter(
            Q(agreement__label__folded_contains=agreement) | Q(agreement__partner__name__folded_contains=agreement)
        )
    return found.values(
        "public_id",
        "shown_last_name",
        "shown_first_name",
        "shown_email",
        "waits_since",
        "user__last_login",
        "agreement__public_id",
        "agreement__label",
        "agreement__partner__name",
        "agreement__caf_id",
        "agreement_id",
    )


def short_agreements(actor: Actor, *, agreement: str = "") -> QuerySet[Any, dict[str, Any]]:
    """Open conventions that name fewer than two administrators; `administrators`: how many."""
    return _agreements(
        lacking_administrators(visible(actor, SUPERVISE, Agreement), actor.today), agreement, "administrators"
    )


def ending_agreements(actor: Actor, *, agreement: str = "", days: int = ENDING_DAYS) -> QuerySet[Any, dict[str, Any]]:
    """Open conventions whose last day comes within so many days."""
    last = actor.today + timedelta(days=days)
    found = visible(actor, SUPERVISE, Agreement).filter(
        state=Agreement.State.VALIDATED, closes_on__range=(actor.today, last)
    )
    return _agreements(found, agreement)


def _agreements(found: QuerySet[Any], agreement: str, *more: str) -> QuerySet[Any, dict[str, Any]]:
    if agreement:
        found = found.filter(Q(label__folded_contains=agreement) | Q(partner__name__folded_contains=agreement))
    return found.values("public_id", "label", "partner__name", "caf__name", "opens_on", "closes_on", *more)
