"""Retention of messages: the text three months, the address a year. The letter keeps kind and date."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from post_office.models import STATUS, Email

from portal.base import clock

TEXT_KEPT = timedelta(days=90)
ADDRESS_KEPT = timedelta(days=365)
BATCH = 2_000


def _ended(after: timedelta) -> QuerySet[Email]:
    """Messages of that age, sent or given up."""
    return Email.objects.filter(status__in=(STATUS.sent, STATUS.failed), created__lte=clock.now() - after)


def empty_old_texts() -> int:
    """Empty the texts of messages older than three months; return their number."""
    old = _ended(TEXT_KEPT).exclude(message="", html_message="")
    return old.update(message="", html_message="", headers=None)


@transaction.atomic
def delete_old_mails() -> int:
    """Delete up to `BATCH` queue rows older than a year; return their number."""
    keys = list(_ended(ADDRESS_KEPT).order_by("id").values_list("pk", flat=True)[:BATCH])
    Email.objects.filter(pk__in=keys).delete()
    return len(keys)


def delete_mails_of(recipient_id: int) -> None:
    """Delete a person's queue rows, sent or not: text, address and the transport's answers."""
    Email.objects.filter(letter__recipient_id=recipient_id).delete()
