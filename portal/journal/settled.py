"""Up to which entry the journal has settled: no transaction can still bring one with a smaller id."""

import time
from datetime import timedelta

from django.db import connection
from django.db.models import Max

from .models import Entry

WAIT = timedelta(seconds=30)
POLL_SECONDS = 0.05

# Who inserts holds this lock on the table from before it draws an id to the end of its transaction.
WRITING = """
    SELECT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted AND pid IS DISTINCT FROM pg_backend_pid()
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND relation = 'journal_entry'::regclass
"""


def settled_id(wait: timedelta = WAIT) -> int | None:
    """The id up to which all entries are there; None when a transaction that may bring one lasts longer than `wait`.

    No writer waits for it, and no clock counts: ids are drawn in one order and appear in another, that of commits. SQLite
    has a single writer, so both are the same.
    """
    last = Entry.objects.aggregate(last=Max("id"))["last"] or 0
    if connection.vendor != "postgresql":
        return last
    writing, until = _writing(), time.monotonic() + wait.total_seconds()
    while writing:
        if time.monotonic() >= until:
            return None
        time.sleep(POLL_SECONDS)
        writing &= _writing()
    return last


def _writing() -> set[str]:
    """The transactions of others that have begun to write in the journal."""
    with connection.cursor() as cursor:
        cursor.execute(WRITING)
        return {row[0] for row in cursor.fetchall()}
