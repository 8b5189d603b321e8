"""What happened to one convention itself: not to its people, which the journal tells."""

from __future__ import annotations

from django.db.models import QuerySet

from portal.habpps.models import Agreement
from portal.habpps.rights.actor import Actor
from portal.journal.models import Entry

from .journal import list_entries

OBJECTS = ("habpps.agreement", "habpps.document", "habpps.activity", "habpps.amendment", "habpps.measure")


def history_of(actor: Actor, agreement: Agreement) -> QuerySet[Entry]:
    """Newest first, within what the actor may read of the journal."""
    return list_entries(actor).filter(agreement_id=agreement.pk, object_type__in=OBJECTS)
