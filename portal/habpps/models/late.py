"""A first day that had passed when it was written: who wrote it, when and why stays with it."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class EnteredLate(models.Model):
    """`late_reason` is empty unless the first day preceded the day on which it was written."""

    late_reason = models.CharField("motif du début passé", max_length=200, blank=True, default="", db_default="")
    late_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    late_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


def late_has_reason(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"{name}_late_has_reason",
        condition=Q(late_reason="", late_at=None, late_by=None) | (~Q(late_reason="") & Q(late_at__isnull=False)),
    )
