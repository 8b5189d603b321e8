"""How long an unused account is kept, as pure values."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.accounts.retention.rules import is_dormant, is_long_unactivated, may_anonymise
from portal.base.delays import NOTICE, UNACTIVATED, UNUSED

NOW = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)


def test_an_account_that_nobody_activated_is_given_up_on_the_90th_day():
    assert timedelta(days=90) == UNACTIVATED
    assert is_long_unactivated(NOW - UNACTIVATED, NOW)
    assert not is_long_unactivated(NOW - UNACTIVATED + A_SECOND, NOW)


def test_an_account_is_dormant_after_two_years():
    assert is_dormant(NOW - UNUSED, NOW)
    assert not is_dormant(NOW - UNUSED + A_SECOND, NOW)


@pytest.mark.parametrize(
    ("unused", "notified", "closed", "goes"),
    [
        (UNUSED, NOTICE, False, True),
        (UNUSED, NOTICE - A_SECOND, False, False),
        (UNUSED, None, False, False),
        (UNUSED - A_SECOND, NOTICE, False, False),
        (UNUSED, None, True, True),
        (UNUSED - A_SECOND, NOTICE, True, False),
    ],
)
def test_somebody_goes_after_two_years_and_30_days_of_notice(unused, notified, closed, goes):
    """A closed account, which nobody could use again, needs no notice, but its two years all the same."""
    notified_at = None if notified is None else NOW - notified
    assert may_anonymise(NOW - unused, notified_at, closed=closed, now=NOW) is goes
