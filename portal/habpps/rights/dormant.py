"""Rights that are given and do not count yet: invited, suspended, to come. Between those that count and what is over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Expression, Q

from portal.accounts.models import User
from portal.base import clock
from portal.base.formats import short_date
from portal.habpps.models import Agreement, Grant
from portal.habpps.models.grants import GrantQuerySet

from .effective import FLAGS, WINDOWS

SUSPENDED = tuple("__".join((*flag.path, flag.field)) for flag in FLAGS if flag.field == "suspended_at")
OPENINGS = tuple(window.lookup(window.opens) for window in WINDOWS)
# What `why_dormant` reads of a row, besides the annotation `shown_invited_at`.
DORMANT_COLUMNS = ("user__state", "agreement__state", *SUSPENDED, *OPENINGS)
ACCOUNTS: dict[str, str] = {User.State.PENDING: "compte à activer", User.State.SUSPENDED: "compte suspendu"}


def given_on(day: date | Expression) -> Q:
    """Grants that count on the day, or will without being given again: nothing above them has ended or was removed."""
    condition = ~Q(user__state=User.State.CLOSED) & ~Q(agreement__state=Agreement.State.CLOSED)
    for window in WINDOWS:
        closes = window.lookup(window.closes)
        condition &= Q(**{f"{closes}__isnull": True}) | Q(**{f"{closes}__gte": day})
    for flag in FLAGS:
        if flag.field == "revoked_at":
            condition &= Q(**{f"{'__'.join((*flag.path, flag.field))}__isnull": True})
    return condition


def grants_given_on(day: date | Expression) -> GrantQuerySet:
    return _given_on(day).all()


@lru_cache(maxsize=8)
def _given_on(day: date | Expression) -> GrantQuerySet:
    """Django takes a millisecond to work out these joins: once for each day is enough."""
    return Grant.objects.filter(given_on(day))


def why_dormant(row: Mapping[str, Any], today: date) -> str:
    """Why a right that is given does not count today, since or until when, in French.

    `row`: the columns `DORMANT_COLUMNS` and `shown_invited_at`. Of an account that has not answered, nothing is told.
    """
    reasons = []
    if row["shown_invited_at"] is not None:
        reasons.append(f"invitation envoyée le {short_date(clock.day(row['shown_invited_at']))}, sans réponse")
    elif row["user__state"] in ACCOUNTS:
        reasons.append(ACCOUNTS[row["user__state"]])
    own = [row[name] for name in SUSPENDED if not name.startswith("agreement") and row[name] is not None]
    if own:
        reasons.append(f"accès suspendu par la Caf depuis le {short_date(clock.day(min(own)))}")
    if row["agreement__suspended_at"] is not None:
        reasons.append(
            f"convention suspendue par la Caf depuis le {short_date(clock.day(row['agreement__suspended_at']))}"
        )
    if row["agreement__state"] == Agreement.State.DRAFT:
        reasons.append("convention pas encore validée")
    opens = max(row[name] for name in OPENINGS if row[name] is not None)
    if opens > today:
        reasons.append(f"à partir du {short_date(opens)}")
    return ", ".join(reasons) or "sans effet aujourd'hui"
