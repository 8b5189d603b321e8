"""A list that leaves the portal as a file has its event in the journal (norm 10)."""

from __future__ import annotations

from django.db import transaction

from portal.habpps.models import Agreement
from portal.habpps.rights.actor import Actor
from portal.journal.writer import log_event

from .events import EXPORTED


@transaction.atomic
def record_export(*, actor: Actor, listing: str, extension: str, rows: int, agreement: Agreement | None = None) -> None:
    """`listing`: the list's French name. Read by who supervises the convention, or the place of the actor's rights."""
    held = next(iter(actor.grants), None)
    log_event(
        EXPORTED,
        actor_id=actor.id,
        caf_id=agreement.caf_id if agreement else held.caf_id if held else None,
        agreement_id=agreement.pk if agreement else held.agreement_id if held else None,
        listing=listing,
        extension=extension,
        rows=rows,
    )
