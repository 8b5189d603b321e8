"""Chains of seals, which prove that no event was changed, removed or inserted."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction

from portal.base import clock

from .kinds import BUSINESS, SECURITY
from .models import Entry, Seal
from .settled import settled_id
from .writer import entry_digest

SECURITY_RETENTION = timedelta(days=365)
BATCH = 5_000


def _chain(previous: str, rows: list[tuple[int, str]]) -> str:
    lines = "\n".join(f"{pk}:{row_digest}" for pk, row_digest in rows)
    return hashlib.sha256(f"{previous}\n{lines}".encode()).hexdigest()


def seal_journal() -> int:
    """Seal the settled rows of both stores; return the number of seals written: none while a transaction that writes in the
    journal does not end. Safe to run twice at once."""
    last = settled_id()
    return sum(_seal_store(store, last) for store in (BUSINESS, SECURITY)) if last else 0


def _seal_store(store: str, settled: int) -> int:
    written = 0
    while True:
        with transaction.atomic():
            last = Seal.objects.filter(store=store).order_by("-last_id").first()
            entries = Entry.objects.filter(store=store, id__gt=last.last_id if last else 0, id__lte=settled)
            rows = list(entries.order_by("id").values_list("id", "digest")[:BATCH])
            if not rows:
                return written
            previous = last.digest if last else ""
            # The constraint `seal_one_successor` refuses a concurrent seal with the same predecessor.
            Seal.objects.create(
                store=store,
                first_id=rows[0][0],
                last_id=rows[-1][0],
                count=len(rows),
                previous=previous,
                digest=_chain(previous, rows),
                sealed_at=clock.now(),
            )
            written += 1


def verify_journal() -> Iterator[str]:
    """One English line for each anomaly of the journal; none when it is intact."""
    for entry in Entry.objects.order_by("id").iterator(chunk_size=2_000):
        if entry_digest(entry) != entry.digest:
            yield f"entry {entry.pk}: content does not match its digest"
    for store in (BUSINESS, SECURITY):
        yield from _verify_chain(store)


def _verify_chain(store: str) -> Iterator[str]:
    expected_previous, after = "", 0
    purgeable = clock.now() - SECURITY_RETENTION
    only_purged_so_far = store == SECURITY
    for sealed in Seal.objects.filter(store=store).order_by("last_id"):
        if sealed.previous != expected_previous:
            yield f"seal {sealed.pk}: does not follow the seal before it"
        rows = list(
            Entry.objects.filter(store=store, id__gt=after, id__lte=sealed.last_id)
            .order_by("id")
            .values_list("id", "digest")
        )
        # Retention deletes whole ranges, the oldest first: it explains no gap after a range that is still there.
        only_purged_so_far = only_purged_so_far and not rows and sealed.sealed_at < purgeable
        if not only_purged_so_far and (len(rows) != sealed.count or _chain(sealed.previous, rows) != sealed.digest):
            yield f"seal {sealed.pk}: entries {sealed.first_id} to {sealed.last_id} are not those that were sealed"
        expected_previous, after = sealed.digest, sealed.last_id
