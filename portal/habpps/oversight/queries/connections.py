"""Who of the conventions signs in, and the tries that failed.

A try is known by the account whose identifier was typed; the others belong to nobody and show nowhere.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat, TruncDate
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.second_factor.events import FACTOR_DELAYED, FACTOR_FAILED
from portal.accounts.sign_in.events import SIGNED_IN
from portal.accounts.tries.events import SIGN_IN_DELAYED, SIGN_IN_FAILED
from portal.base import clock
from portal.habpps.models import Grant
from portal.habpps.permissions import SUPERVISE
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import visible
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


def list_connections(actor: Actor) -> QuerySet[Any]:
    """Sign-ins, and tries refused, of people of the actor's Caf while they had access to one of its conventions.

    What somebody did before they were let in, or after they left, is not the Caf's business; nor is anything of an
    account before its holder accepted the invitation.
    """
    held = visible(actor, SUPERVISE, Grant).filter(
        Q(revoked_at=None) | Q(revoked_at__gte=OuterRef("at")),
        Q(valid_until=None) | Q(valid_until__gte=OuterRef("day")),
        Q(accepted_at=None) | Q(accepted_at__lte=OuterRef("at")),
        role=Role.PARTNER_USER,
        invitation=None,
        user_id=OuterRef("object_id"),
        given_at__lte=OuterRef("at"),
    )
    found = Entry.objects.filter(
        object_type="accounts.user", kind__in=[SIGNED_IN.name, *FAILURES], at__gte=clock.now() - HISTORY
    )
    return found.annotate(day=TruncDate("at")).filter(Exists(held))


def found_connections(
    actor: Actor, *, outcome: str = "", person: str = "", start: date | None = None, end: date | None = None
) -> QuerySet[Any]:
    """The same, narrowed, newest first; `outcome`: SUCCESS or FAILURE; days included; with `name` and `username`."""
    account = User.objects.filter(pk=OuterRef("object_id"))
    full = account.annotate(full=Concat("first_name", Value(" "), "last_name", output_field=CharField()))
    found = list_connections(actor).annotate(
        name=Subquery(full.values("full")[:1]), username=Subquery(account.values("username")[:1])
    )
    if outcome:
        found = found.filter(kind=SIGNED_IN.name) if outcome == SUCCESS else found.filter(kind__in=FAILURES)
    for word in person.split():
        found = found.filter(Q(name__folded_contains=word) | Q(username__iexact=word))
    if start:
        found = found.filter(at__gte=_midnight(start))
    if end:
        found = found.filter(at__lt=_midnight(end + timedelta(days=1)))
    return found.order_by("-id")


def _lately(actor: Actor) -> QuerySet[Any]:
    return list_connections(actor).filter(at__gte=_midnight(actor.today - timedelta(days=DAYS - 1)))


def count_connections(actor: Actor) -> dict[str, int]:
    """`sign_ins` and `failures` of the last 30 days, today included; one query."""
    return _lately(actor).aggregate(
        sign_ins=Count("pk", filter=Q(kind=SIGNED_IN.name)), failures=Count("pk", filter=~Q(kind=SIGNED_IN.name))
    )


def by_day(actor: Actor) -> list[tuple[date, int, int]]:
    """(day, sign-ins, tries refused) of each of the last 30 days, today last; one query."""
    rows = (
        _lately(actor)
        .order_by()
        .values("day")
        .annotate(
            sign_ins=Count("pk", filter=Q(kind=SIGNED_IN.name)), failures=Count("pk", filter=~Q(kind=SIGNED_IN.name))
        )
        .values_list(F("day"), "sign_ins", "failures")
    )
    counted = {day: (sign_ins, failures) for day, sign_ins, failures in rows}
    days = [actor.today - timedelta(days=back) for back in reversed(range(DAYS))]
    return [(day, *counted.get(day, (0, 0))) for day in days]
