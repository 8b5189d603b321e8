"""Deletions at the end of a retention period: the event that records each, and those of the journal itself."""

from datetime import timedelta

from django.db import transaction

from portal.base import clock

from .events import PURGED
from .kinds import SECURITY
from .models import Entry, Seal
from .writer import log_event

# The database's trigger forbids deletions within 12 months, which may last 366 days.
SECURITY_KEPT = timedelta(days=367)
WORDS = {
    "sessions": "sessions terminées",
    "links": "liens périmés",
    "tries": "compteurs d'essais",
    "submissions": "clés de formulaires",
    "mail_texts": "textes de mails",
    "mails": "mails",
    "security": "événements de sécurité",
}


def log_purge(what: str, count: int) -> None:
    """Log a purge in the caller's transaction, if it deleted anything. `what`: a key of `WORDS`."""
    if count:
        log_event(PURGED, actor_id=None, what=WORDS[what], count=count)


@transaction.atomic
def purge_security_events() -> int:
    """Delete the security events older than 12 months, by whole sealed ranges, oldest first; return their number.

    Their seals stay, so that the chain can still be verified: `verify_journal` accepts that the first ranges are empty once
    they are old enough, and no other missing row.
    """
    gone = 0
    for sealed in Seal.objects.filter(store=SECURITY, sealed_at__lte=clock.now() - SECURITY_KEPT).order_by("last_id"):
        rows = Entry.objects.filter(store=SECURITY, id__gte=sealed.first_id, id__lte=sealed.last_id)
        gone += rows.delete()[0]
    log_purge("security", gone)
    return gone
