"""Medians, computed ahead: a page reads a few rows, whatever the size of the country."""

from django.db import models
from django.db.models import Q

from portal.habpps.models import Caf

from .rules import FEWEST_PARTNERS


class Median(models.Model):
    """The median of one indicator over the actual declarations of a year, in one Caf or (`caf` null) in the country.

    `value` is in the unit of the catalogue's indicator. Made of each declaration's latest version.
    """

    type_code = models.CharField(max_length=20)
    fiscal_year = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    caf = models.ForeignKey(Caf, on_delete=models.CASCADE, null=True, related_name="+")
    value = models.DecimalField(max_digits=18, decimal_places=4)
    activities = models.PositiveIntegerField()
    partners = models.PositiveIntegerField(help_text="How many different partners the figures come from.")
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["type_code", "caf", "fiscal_year", "code"],
                condition=Q(caf__isnull=False),
                name="median_of_caf_once",
            ),
            models.UniqueConstraint(
                fields=["type_code", "fiscal_year", "code"], condition=Q(caf=None), name="median_of_country_once"
            ),
            models.CheckConstraint(condition=Q(partners__gte=FEWEST_PARTNERS), name="median_of_enough_partners"),
        ]
