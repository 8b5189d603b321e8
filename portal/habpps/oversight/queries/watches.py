"""What a Caf watches over: accesses that nobody uses, conventions short of administrators or about to end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, Expression, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import Coalesce

from portal.accounts.models import User
from portal.base import clock
from portal.base.ordering import sorted_by
from portal.base.statements import Found, Statement
from portal.habpps.measures import queries
from portal.habpps.models import Agreement, Grant
from portal.habpps.models.grants import standing_on
from portal.habpps.permissions import SUPERVISE
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import visible_filter
from portal.habpps.rights.holders import lacking_administrators
from portal.habpps.rights.roles import Role
from portal.habpps.rights.shown import name_matches, shown_as

from . import connections, letters

WAITING, LAPSED = "EN_ATTENTE", "EXPIREE"
IDLE = {"6": timedelta(days=183), "12": timedelta(days=365)}  # months -> how long without a sign-in
ENDING_DAYS = 90
SORTS = {
    "nom": "shown_last_name",
    "adresse": "shown_email",
    "envoi": "waits_since",
    "connexion": "user__last_login",
    "administrateurs": "administrators",
    "organisme": "partner__name",
    "fin": "closes_on",
}
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


@Statement
def accesses_by_use(reach: Any, day: Any, limit: Any, idle_6: Any, idle_12: Any) -> QuerySet[Grant, Any]:
    """The accesses of `list_accesses`, of which each column says yes or no."""
    columns = {
        "waiting": NEVER_USED & Q(waits_since__gt=limit),
        "lapsed": NEVER_USED & Q(waits_since__lte=limit),
        "never_used": NEVER_USED,
        "idle_6": _idle_since(idle_6),
        "idle_12": _idle_since(idle_12),
    }
    said = {f"says_{name}": ExpressionWrapper(asked, BooleanField()) for name, asked in columns.items()}
    return accesses_within(reach, day).annotate(**said).order_by().values_list(*said)


def overview(actor: Actor) -> Overview:
    """Six queries, whatever there is to count."""
    now = clock.now()
    people = accesses_by_use.found(
        reach=visible_filter(actor, Grant, SUPERVISE),
        day=actor.today,
        limit=_link_limit(),
        idle_6=now - IDLE["6"],
        idle_12=now - IDLE["12"],
    ).count_each("says_waiting", "says_lapsed", "says_never_used", "says_idle_6", "says_idle_12")
    return Overview(
        measures=queries.list_measures(actor, state=queries.IN_FORCE).count(),
        short=short_agreements(actor).count(),
        ending=ending_agreements(actor).count(),
        failed_letters=letters.list_messages(actor, state=letters.FAILED).count(),
        **connections.count_connections(actor),
        **{name.removeprefix("says_"): count for name, count in people.items()},
    )


def accesses_within(reach: Q, day: Any) -> QuerySet[Any]:
    """The accesses within reach, open or to come, whose convention has not ended.

    `waits_since`: when the person was last written to, or given the access.
    """
    found = Grant.objects.filter(reach).filter(standing_on(day), role=Role.PARTNER_USER)
    found = found.exclude(agreement__closes_on__lt=day)
    return found.exclude(agreement__state=Agreement.State.CLOSED).annotate(
        shown_invited_at=shown_as("invited_at"), waits_since=Coalesce(shown_as("invited_at"), F("given_at"))
    )


def _link_limit() -> datetime:
    return clock.now() - timedelta(hours=settings.ACTIVATION_HOURS)


def _idle_since(limit: datetime | Expression) -> Q:
    """Active accounts only; who never came in belongs to `NEVER_USED`, and their account's past is not told."""
    used = Q(user__last_login__lt=limit) | Q(user__last_login=None, given_at__lt=limit)
    return used & Q(user__state=User.State.ACTIVE, shown_invited_at=None)


def list_never_used(
    actor: Actor, *, person: str = "", agreement: str = "", invitation: str = "", sort: str = "envoi"
) -> Found:
    """Accesses by which nobody has come in yet. `invitation`: WAITING, LAPSED or all."""
    asked = NEVER_USED
    if invitation == WAITING:
        asked &= Q(waits_since__gt=_link_limit())
    elif invitation == LAPSED:
        asked &= Q(waits_since__lte=_link_limit())
    return _people(actor, asked, person, agreement, sort)


def list_idle(
    actor: Actor, *, person: str = "", agreement: str = "", months: str = "6", sort: str = "connexion"
) -> Found:
    """Accesses whose person has not signed in for so many months (a key of `IDLE`)."""
    return _people(actor, _idle_since(clock.now() - IDLE[months]), person, agreement, sort)


def _people(actor: Actor, asked: Q, person: str, agreement: str, sort: str) -> Found:
    asked &= name_matches(person, "shown_", identifier=True)
    if agreement:
        asked &= Q(agreement__label__folded_contains=agreement) | Q(agreement__partner__name__folded_contains=agreement)
    return people_with_access.found(sort, reach=visible_filter(actor, Grant, SUPERVISE), day=actor.today, asked=asked)


@Statement
def people_with_access(sort: str, reach: Any, day: Any, asked: Any) -> QuerySet[Any, dict[str, Any]]:
    found = accesses_within(reach, day).annotate(
        **{f"shown_{name}": shown_as(name) for name in ("last_name", "first_name", "username", "email")}
    )
    return (
        found.filter(asked)
        .order_by(sorted_by(sort, {**SORTS, "convention": "agreement__label"}), "id")
        .values(
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
    )


def short_agreements(actor: Actor, *, agreement: str = "", sort: str = "administrateurs") -> Found:
    """Open conventions that name fewer than two administrators; `administrators`: how many."""
    reach = visible_filter(actor, Agreement, SUPERVISE)
    return agreements_short.found(sort, reach=reach, day=actor.today, asked=_named(agreement))


@Statement
def agreements_short(sort: str, reach: Any, day: Any, asked: Any) -> QuerySet[Any, dict[str, Any]]:
    found = lacking_administrators(Agreement.objects.filter(reach), day)
    return _agreements(found.filter(asked), sort, "administrators")


def ending_agreements(actor: Actor, *, agreement: str = "", days: int = ENDING_DAYS, sort: str = "fin") -> Found:
    """Open conventions whose last day comes within so many days."""
    return agreements_ending.found(
        sort,
        reach=visible_filter(actor, Agreement, SUPERVISE),
        day=actor.today,
        last=actor.today + timedelta(days=days),
        asked=_named(agreement),
    )


@Statement
def agreements_ending(sort: str, reach: Any, day: Any, last: Any, asked: Any) -> QuerySet[Any, dict[str, Any]]:
    found = Agreement.objects.filter(reach).filter(
        asked, state=Agreement.State.VALIDATED, closes_on__gte=day, closes_on__lte=last
    )
    return _agreements(found, sort)


def _named(agreement: str) -> Q:
    """Conventions by part of their name, or of their partner's."""
    if not agreement:
        return Q()
    return Q(label__folded_contains=agreement) | Q(partner__name__folded_contains=agreement)


def _agreements(found: QuerySet[Any], sort: str, *more: str) -> QuerySet[Any, dict[str, Any]]:
    order = sorted_by(sort, {**SORTS, "convention": "label"})
    return found.order_by(order, "id").values(
        "public_id", "label", "partner__name", "caf__name", "opens_on", "closes_on", *more
    )
