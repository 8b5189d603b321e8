"""Growing delays, as pure values."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.tries.rules import (
    FREE_TRIES,
    LONGEST_DELAY,
    TRIES_PER_DAY,
    Tries,
    after_success,
    after_try,
    delay_after,
    wait_before_try,
)

NOW = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 10, 12, 22, 0, tzinfo=UTC)
TODAY = NOW.date()
NONE = timedelta(0)


def after(count: int, seconds: float = 0) -> Tries:
    return Tries(count, count, TODAY, NOW - timedelta(seconds=seconds))


def wait(tries: Tries) -> timedelta:
    return wait_before_try(tries, NOW, TODAY, MIDNIGHT)


@pytest.mark.parametrize("count", range(FREE_TRIES))
def test_the_first_tries_are_free(count):
    assert delay_after(count) == NONE


def test_after_five_failures_the_wait_is_over_a_minute():
    assert delay_after(5) > timedelta(minutes=1)


@pytest.mark.parametrize(("count", "seconds"), [(5, 75), (6, 150), (7, 300), (10, 2400), (11, 3600), (99, 3600)])
def test_each_failure_doubles_the_wait_up_to_an_hour(count, seconds):
    assert delay_after(count) == timedelta(seconds=seconds)
    assert delay_after(count) <= LONGEST_DELAY


@given(st.integers(0, 10_000))
def test_delays_grow_and_stay_under_an_hour(count):
    assert delay_after(count) <= delay_after(count + 1) <= timedelta(hours=1)


def test_who_never_failed_waits_for_nothing():
    assert wait(Tries()) == NONE


def test_the_wait_runs_from_the_last_try():
    assert wait(after(5, seconds=30)) == timedelta(seconds=45)
    assert wait(after(5, seconds=75)) == NONE


def test_after_25_tries_nothing_more_is_looked_at_that_day():
    assert wait(after(TRIES_PER_DAY, seconds=7200)) == MIDNIGHT - NOW


def test_each_try_counts_one():
    assert after_try(after(5, seconds=90), NOW, TODAY) == after(6)


def test_the_next_day_counts_anew():
    yesterday = Tries(TRIES_PER_DAY, TRIES_PER_DAY, TODAY - timedelta(days=1), NOW - timedelta(hours=2))
    assert wait(yesterday) == NONE
    assert after_try(yesterday, NOW, TODAY).count_today == 1


def test_a_day_without_any_try_starts_the_delays_afresh():
    old = Tries(12, 0, TODAY - timedelta(days=2), NOW - timedelta(hours=24))
    assert wait(old) == NONE
    assert after_try(old, NOW, TODAY) == Tries(1, 1, TODAY, NOW)


def test_one_persons_success_takes_back_their_own_tries_only():
    assert after_success(after(7), 3) == after(4)
    assert after_success(after(2), 3) == after(0)


def test_nobody_is_locked_out_for_good():
    """A stranger who tries all day long leaves the person at most until midnight."""
    tries, now = Tries(), NOW
    while wait_before_try(tries, now, TODAY, MIDNIGHT) + now < MIDNIGHT:
        now += wait_before_try(tries, now, TODAY, MIDNIGHT)
        tries = after_try(tries, now, TODAY)
    assert tries.count <= TRIES_PER_DAY
    assert wait_before_try(tries, MIDNIGHT, TODAY + timedelta(days=1), MIDNIGHT) <= timedelta(hours=1)
