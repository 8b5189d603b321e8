"""What ends with a convention: the precautions in force over it and over its people."""

from __future__ import annotations

from portal.base import clock

from ..models import Agreement, Grant, Measure
from ..rights.actor import Actor

WITH_IT = "Convention clôturée"


def end_measures(actor: Actor, agreement: Agreement) -> None:
    """The caller closes the convention: it holds the lock, and saves `suspended_at` with the state."""
    agreement.suspended_at = None
    Grant.objects.filter(agreement=agreement, suspended_at__isnull=False).update(suspended_at=None)
    left = Measure.objects.filter(agreement=agreement, lifted_at=None)
    left.update(lifted_at=clock.now(), lifted_by=actor.user, lift_reason=WITH_IT)
