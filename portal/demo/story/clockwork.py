"""Days that are over, and chance that always falls the same way. For the demonstration only."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from unittest import mock

from django.utils import timezone

ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
MORNING = 9
WORKING_MINUTES = 8 * 60


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Everything asks the time of Django's clock, `portal.base.clock` first: it answers `moment`."""
    instant = moment.astimezone(UTC)
    with mock.patch("django.utils.timezone.now", return_value=instant):
        yield


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Identifiers, receipt numbers and links come out the same each time. Nothing here protects a secret."""
    random = Random(seed)

    def token(length: int = 32) -> str:
        return "".join(random.choice(ALPHABET) for _ in range(length))

    with ExitStack() as stack:
        stack.enter_context(mock.patch("secrets.choice", random.choice))
        stack.enter_context(mock.patch("secrets.randbelow", random.randrange))
        stack.enter_context(mock.patch("secrets.token_urlsafe", token))
        yield


def at(day: date, hour: int = MORNING, minute: int = 0) -> datetime:
    """An instant of a day in Europe/Paris."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def between(start: date, end: date, share: float) -> datetime:
    """An instant at a share (0 to 1) of the working hours (9 to 17 h) from a day to another, both included."""
    minutes = int(((end - start).days + 1) * WORKING_MINUTES * share)
    days, minute = divmod(min(minutes, ((end - start).days + 1) * WORKING_MINUTES - 1), WORKING_MINUTES)
    return at(start + timedelta(days=days)) + timedelta(minutes=minute)
