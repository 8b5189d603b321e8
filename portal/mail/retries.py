"""What becomes of a message that did not leave: tried again later and later, or given up at once."""

import re
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery
from post_office.models import STATUS, Email, Log

from portal.base import clock

STEPS = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 120, 240, 480, 480, 720, 720, 720))
"""How long to wait before each new try: some 59 hours in all, longer than a week-end's outage from Friday evening."""

CODE = re.compile(r"\(([45])\d\d, ")
# Answers about one recipient or one message; any other error is about the portal or its server, and may be mended.
ABOUT_THE_MESSAGE = frozenset({"SMTPRecipientsRefused", "SMTPDataError"})
# Raised before anything leaves, by the library that writes the message.
UNWRITABLE = frozenset({"ValueError", "UnicodeError", "UnicodeEncodeError", "HeaderParseError", "BadHeaderError"})


def is_final(error: str, answer: str) -> bool:
    """Would a new try be answered the same? `error`: class name of the exception, `answer`: its text (RFC 5321, 4.2.1: a
    code that begins with 5 is for good, with 4 for now)."""
    codes = set(CODE.findall(answer))
    return error in UNWRITABLE or (error in ABOUT_THE_MESSAGE and codes == {"5"})


def settle_failures(since: datetime) -> int:
    """Of the messages that failed since that moment: those refused for good are given up, the others wait their step.
    How many were given up."""
    last = Log.objects.filter(email=OuterRef("pk"), status=STATUS.failed).order_by("-pk")
    failed = Email.objects.filter(status=STATUS.requeued, last_updated__gte=since).annotate(
        error=Subquery(last.values("exception_type")[:1]), answer=Subquery(last.values("message")[:1])
    )
    emails = list(failed.order_by("pk"))
    for email in emails:
        if is_final(email.error or "", email.answer or ""):
            email.status = STATUS.failed
        else:
            email.scheduled_time = clock.now() + STEPS[min(email.number_of_retries, len(STEPS)) - 1]
    Email.objects.bulk_update(emails, ["status", "scheduled_time"])
    return sum(email.status == STATUS.failed for email in emails)
