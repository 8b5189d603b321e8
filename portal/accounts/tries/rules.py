"""Who may try to sign in, and when. Pure: values in, values out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

FREE_TRIES = 5
TRIES_PER_DAY = 25
FIRST_DELAY = timedelta(seconds=75)  # « over 1 minute after 5 failures » (CNIL, délibération 2022-100)
LONGEST_DELAY = timedelta(hours=1)
RESTART_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Tries:
    """The tries of one identifier or one network address; `last_at` is None before the first."""

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
    if now - tries.last_at >= RESTART_AFTER:
        return timedelta(0)
    return max(tries.last_at + delay_after(tries.count) - now, timedelta(0))


def ignores_address(count_before_help: int | None, count: int) -> bool:
    """Whether only the identifier's own delays count: during the free tries that follow help."""
    return count_before_help is not None and count < FREE_TRIES


def after_try(tries: Tries, now: datetime, today: date) -> Tries:
    """One try later; after 24 hours without a try, delays start again."""
    old = tries.last_at is None or now - tries.last_at >= RESTART_AFTER
    return Tries(
        count=1 if old else tries.count + 1,
        count_today=tries.count_today + 1 if tries.day == today else 1,
        day=today,
        last_at=now,
    )


def after_success(tries: Tries, own_count: int) -> Tries:
    """The tries of an address once somebody has signed in from it: their `own_count` tries are taken off."""
    return Tries(
        count=max(tries.count - own_count, 0),
        count_today=max(tries.count_today - own_count, 0),
        day=tries.day,
        last_at=tries.last_at,
    )
