"""The one place where the portal asks what time it is."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """The present day in Europe/Paris: dates of rights and deadlines are days there."""
    return timezone.localdate()


def day(instant: datetime) -> date:
    """The day in Europe/Paris of an instant."""
    return timezone.localtime(instant).date()
