"""What was sent to the Caf: frozen, and projected into the flat table that statistics read."""

from django.conf import settings
from django.db import models

from portal.habpps.models import Caf

from .declarations import Declaration


class Transmission(models.Model):
    """Version n of a declaration. No row is ever changed or removed, by SQL either (triggers)."""

    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="transmissions")
    version = models.PositiveSmallIntegerField()
    receipt_number = models.CharField(max_length=30, unique=True)
    # Canonical JSON (sorted keys, no spaces), the very text that `sha256` is the digest of.
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    transmitted_at = models.DateTimeField()
    transmitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["declaration_id", "version"]
        constraints = [models.UniqueConstraint(fields=["declaration", "version"], name="transmission_version_once")]


class Fact(models.Model):
    """One indicator of one transmission. Statistics read those of each declaration's latest version (`latest`).

    `code` is one of the catalogue's `indicators` of that year. All other figures are in the transmission's content.
    """

    transmission = models.ForeignKey(Transmission, on_delete=models.CASCADE, related_name="facts", db_index=False)
    declaration = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="+")
    caf = models.ForeignKey(Caf, on_delete=models.PROTECT, related_name="+", db_index=False)
    partner_id = models.BigIntegerField()
    activity_id = models.BigIntegerField()
    type_code = models.CharField(max_length=20)
    fiscal_year = models.PositiveSmallIntegerField()
    declaration_type = models.CharField(max_length=8)
    period = models.CharField(max_length=9, blank=True)
    code = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=18, decimal_places=4)
    latest = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["transmission", "code"], name="fact_once")]
        indexes = [
            models.Index(
                fields=["type_code", "fiscal_year", "declaration_type", "code", "caf", "value"],
                name="fact_for_statistics",
                condition=models.Q(latest=True),
            ),
            models.Index(
                fields=["activity_id", "code", "fiscal_year"], name="fact_of_activity", condition=models.Q(latest=True)
            ),
        ]
