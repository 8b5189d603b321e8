"""Who may try to sign in, and when; which link is still good. Pure: values in, values out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

FREE_TRIES = 5
TRIES_PER_DAY = 25
FIRST_DELAY = timedelta(seconds=75)  # « over 1 minute after 5 failures » (CNIL, délibération 2022-100)
LONGEST_DELAY = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(hours=24)
# Retention (norm 26).
GIVEN_UP = timedelta(days=90)
DORMANT = timedelta(days=730)
NOTICE = timedelta(days=30)
# Types of `Authenticator` as sentences and the journal name them.
FACTOR_LABELS = {"APPLICATION": "une application d'authentification", "PASSKEY": "une clé d'accès"}
FACTOR_WORDS = {"APPLICATION": "application", "PASSKEY": "clé d'accès"}


@dataclass(frozen=True)
class Tries:
    """What is known of one identifier or one network address. `last_at` is None when nothing is."""

    count: int = 0  # without success since
    count_today: int = 0
    day: date | None = None  # day of `count_today`, Europe/Paris
    last_at: datetime | None = None


def delay_after(count: int) -> timedelta:
    """The wait after `count` failures in a row: none before 5, then 75 s doubled each time, at most an hour."""
    if count < FREE_TRIES:
        return timedelta(0)
    return min(FIRST_DELAY * 2 ** min(count - FREE_TRIES, 10), LONGEST_DELAY)


def wait_before_try(tries: Tries, now: datetime, today: date, midnight: datetime) -> timedelta:
    """How long before the next try is looked at; zero when it may be now.

    `midnight`: the next one in Europe/Paris, when the day's 25 tries are counted anew. Nobody is locked out for
    good: a stranger's failures cost the person at most the rest of the day, and a link by mail ends that too.
    """
    if tries.last_at is None:
        return timedelta(0)
    if tries.day == today and tries.count_today >= TRIES_PER_DAY:
        return midnight - now
    if now - tries.last_at >= FORGOTTEN_AFTER:
        return timedelta(0)
    return max(tries.last_at + delay_after(tries.count) - now, timedelta(0))


def is_pardoned(pardoned: int | None, count: int) -> bool:
    """Whether only the identifier's own delays count: for the free tries that follow help (`pardoned` before it)."""
    return pardoned is not None and count < FREE_TRIES


def after_try(tries: Tries, now: datetime, today: date) -> Tries:
    """The same, one try later; 24 hours without any start the delays afresh."""
    old = tries.last_at is None or now - tries.last_at >= FORGOTTEN_AFTER
    return Tries(
        count=1 if old else tries.count + 1,
        count_today=tries.count_today + 1 if tries.day == today else 1,
        day=today,
        last_at=now,
    )


def after_success(tries: Tries, forgiven: int) -> Tries:
    """An address once somebody signed in from it: their own `forgiven` tries no longer count against it."""
    return Tries(
        count=max(tries.count - forgiven, 0),
        count_today=max(tries.count_today - forgiven, 0),
        day=tries.day,
        last_at=tries.last_at,
    )


class Link(Protocol):
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


def why_link_refused(link: Link | None, now: datetime) -> str | None:
    """None for a link that may be used, else « unknown », « used », « revoked » or « expired »."""
    if link is None:
        return "unknown"
    if link.used_at is not None:
        return "used"
    if link.revoked_at is not None:
        return "revoked"
    return "expired" if link.expires_at <= now else None


def is_given_up(created_at: datetime, now: datetime) -> bool:
    """Whether an account that nobody activated is closed: after 90 days."""
    return now - created_at >= GIVEN_UP


def is_dormant(last_use: datetime, now: datetime) -> bool:
    """Whether nobody has signed in for two years; a new account counts from its creation."""
    return now - last_use >= DORMANT


def may_anonymise(last_use: datetime, told_at: datetime | None, *, closed: bool, now: datetime) -> bool:
    """Unused for two years and told 30 days ago; a closed account, which nobody could use again, needs no notice."""
    if closed:
        return is_dormant(last_use, now)
    return is_dormant(last_use, now) and told_at is not None and now - told_at >= NOTICE
