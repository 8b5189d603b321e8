"""Who of the conventions signs in, and the tries that failed.

A try is known by the account whose identifier was typed; the others belong to nobody and show nowhere.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Concat, TruncDate
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.names.queries import past_name_at
from portal.accounts.second_factor.events import FACTOR_DELAYED, FACTOR_FAILED
from portal.accounts.sign_in.events import SIGNED_IN
from portal.accounts.tries.events import SIGN_IN_DELAYED, SIGN_IN_FAILED
from portal.base import clock
from portal.base.statements import Found, Statement
from portal.habpps.models import Grant
from portal.habpps.permissions import SUPERVISE
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import visible_filter
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry

DAYS = 30
HISTORY = timedelta(days=365)  # as long as the security journal is kept
FAILURES = (
    SIGN_IN_FAILED.name,
    SIGN_IN_DELAYED.name,
    FACTOR_FAILED.name,
    FACTOR_DELAYED.name,
)
SUCCESS, FAILURE = "REUSSIE", "ECHEC"


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def connections_within(reach: Q, since: Any) -> QuerySet[Any]:
    """Sign-ins, and tries refused, of people while they had access to a convention within reach.

    What somebody did before they were let in, or after they left, is not the Caf's business; nor is anything of an
    account before its holder accepted the invitation.
    """
    held = Grant.objects.filter(reach).filter(
        Q(revoked_at=None) | Q(revoked_at__gte=OuterRef("at")),
        Q(valid_until=None) | Q(valid_until__gte=OuterRef("day")),
        Q(accepted_at=None) | Q(accepted_at__lte=OuterRef("at")),
        role=Role.PARTNER_USER,
        invitation=None,
        user_id=OuterRef("object_id"),
        given_at__lte=OuterRef("at"),
    )
    found = Entry.objects.filter(object_type="accounts.user", kind__in=[SIGNED_IN.name, *FAILURES], at__gte=since)
    return found.annotate(day=TruncDate("at")).filter(Exists(held))


def found_connections(
    actor: Actor, *, outcome: str = "", person: str = "", start: date | None = None, end: date | None = None
) -> Found:
    """Those of the actor's Caf, newest first; `outcome`: SUCCESS or FAILURE; days included; with `name`, of that day,
    and `username`. A person is found by that name, by their present one and by their identifier."""
    asked = Q()
    if outcome:
        asked &= Q(kind=SIGNED_IN.name) if outcome == SUCCESS else Q(kind__in=FAILURES)
    for word in person.split():
        asked &= Q(name__folded_contains=word) | Q(named__folded_contains=word) | Q(username__iexact=word)
    if start:
        asked &= Q(at__gte=_midnight(start))
    if end:
        asked &= Q(at__lt=_midnight(end + timedelta(days=1)))
    reach = visible_filter(actor, Grant, SUPERVISE)
    return named_connections.found(reach=reach, since=clock.now() - HISTORY, asked=asked)


@Statement
def named_connections(reach: Any, since: Any, asked: Any) -> QuerySet[Any]:
    account = User.objects.filter(pk=OuterRef("object_id"))
    full = account.annotate(full=Concat("first_name", Value(" "), "last_name", output_field=CharField()))
    found = connections_within(reach, since).annotate(
        name=Coalesce(past_name_at("object_id", "at"), Subquery(full.values("full")[:1])),
        named=Subquery(full.values("full")[:1]),
        username=Subquery(account.values("username")[:1]),
    )
    return found.filter(asked).order_by("-id")


def _lately(actor: Actor) -> dict[str, Any]:
    """What the last 30 days are read by, today included."""
    since = max(clock.now() - HISTORY, _midnight(actor.today - timedelta(days=DAYS - 1)))
    return {"reach": visible_filter(actor, Grant, SUPERVISE), "since": since}


def count_connections(actor: Actor) -> dict[str, int]:
    """`sign_ins` and `failures` of the last 30 days, today included; one query."""
    return connections_by_outcome.found(**_lately(actor)).count_each("sign_ins", "failures")


@Statement
def connections_by_outcome(reach: Any, since: Any) -> QuerySet[Any, Any]:
    succeeds = Q(kind=SIGNED_IN.name)
    said = {
        "sign_ins": ExpressionWrapper(succeeds, BooleanField()),
        "failures": ExpressionWrapper(~succeeds, BooleanField()),
    }
    return connections_within(reach, since).annotate(**said).order_by().values_list(*said)


@Statement
def connections_by_day(reach: Any, since: Any) -> QuerySet[Any, Any]:
    succeeds = Q(kind=SIGNED_IN.name)
    rows = connections_within(reach, since).order_by().values("day")
    rows = rows.annotate(sign_ins=Count("pk", filter=succeeds), failures=Count("pk", filter=~succeeds))
    return rows.values_list(F("day"), "sign_ins", "failures")


def by_day(actor: Actor) -> list[tuple[date, int, int]]:
    """(day, sign-ins, tries refused) of each of the last 30 days, today last; one query."""
    rows = connections_by_day.found(**_lately(actor))
    counted = {day: (sign_ins, failures) for day, sign_ins, failures in rows}
    days = [actor.today - timedelta(days=back) for back in reversed(range(DAYS))]
    return [(day, *counted.get(day, (0, 0))) for day in days]
