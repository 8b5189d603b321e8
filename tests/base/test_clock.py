"""The day is a day in Europe/Paris, whatever the machine's own."""

from datetime import UTC, date, datetime

import pytest

from portal.base import clock


@pytest.fixture
def at(monkeypatch):
    """Sets what time it is."""
    return lambda instant: monkeypatch.setattr("django.utils.timezone.now", lambda: instant)


def test_now_is_an_aware_instant_in_utc():
    assert clock.now().tzinfo is UTC


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 6, 30, 21, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_a_day_begins_at_midnight_in_paris_in_summer_and_in_winter(at, instant, day):
    at(instant)
    assert clock.today() == day
    assert clock.day(instant) == day
