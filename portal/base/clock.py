"""What time it is: no other module reads the clock, so that tests can set it."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """The current day in Europe/Paris, where dates of rights and deadlines are days."""
    return timezone.localdate()


def day(instant: datetime) -> date:
    """The day in Europe/Paris of an instant."""
    return timezone.localtime(instant).date()
