"""What the journal says of what was deleted because its time had run out, and its own such deletions."""

from datetime import timedelta

from django.db import transaction

from portal.base import clock

from .kinds import SECURITY
from .models import Entry, Seal
from .writer import log_event

# « 12 months » of the database's trigger last up to 366 days.
SECURITY_KEPT = timedelta(days=367)
WORDS = {
    "sessions": "sessions terminées",
    "links": "liens périmés",
    "tries": "compteurs d'essais",
    "submissions": "clés de formulaires",
    "mail_texts": "textes de courriels",
    "mails": "courriels",
    "security": "événements de sécurité",
}


def log_purge(what: str, count: int) -> None:
    """Record a purge in the caller's transaction; nothing when nothing went. `what`: a key of `WORDS`."""
    if count:
        log_event("journal.purged", actor_id=None, what=WORDS[what], count=count)


@transaction.atomic
def purge_security_events() -> int:
    """Delete the security events of 12 months ago, whole sealed ranges only, the oldest first; how many.

    Their seals stay, so that the chain is still proved link by link: `verify` asks nothing of the rows of the first
    ranges once they are old enough, and everything of a range that lost only some, or that is not among the first.
    """
    gone = 0
    for sealed in Seal.objects.filter(store=SECURITY, sealed_at__lte=clock.now() - SECURITY_KEPT).order_by("last_id"):
        rows = Entry.objects.filter(store=SECURITY, id__gte=sealed.first_id, id__lte=sealed.last_id)
        gone += rows.delete()[0]
    log_purge("security", gone)
    return gone
