"""When something is to be declared."""

from datetime import date
from functools import cache

from django.db import models
from django.db.models import F, Q

from portal.base.ids import PublicIdModel
from portal.habpps.models import Caf

UNKNOWN_DAY = date(1900, 1, 1)


class DeclarationType(models.TextChoices):
    FORECAST = "FORECAST", "Prévisionnelle"
    UPDATE = "UPDATE", "Actualisée"
    ACTUAL = "ACTUAL", "Réelle"


class Period(models.TextChoices):
    """Of an update: cumulative from January."""

    NONE = "", ""
    JUNE = "JUNE", "janvier à juin"
    SEPTEMBER = "SEPTEMBER", "janvier à septembre"


class Campaign(PublicIdModel):
    """What all activities of a type declare for a year; the dates are the catalogue's, which a Caf may override."""

    type_code = models.CharField(max_length=20, help_text="The catalogue's activity type.")
    fiscal_year = models.PositiveSmallIntegerField("exercice")
    declaration_type = models.CharField(max_length=8, choices=DeclarationType)
    period = models.CharField(max_length=9, choices=Period, default=Period.NONE, blank=True)
    opens_on = models.DateField()
    due_on = models.DateField()
    # The default is for rows that the version before writes; `campaigns.actions` then writes the catalogue's days.
    covers_from = models.DateField(db_default=UNKNOWN_DAY, help_text="First of the days that are declared.")
    covers_until = models.DateField(db_default=UNKNOWN_DAY, help_text="Last of them.")

    class Meta:
        ordering = ["-fiscal_year", "type_code", "declaration_type", "period"]
        constraints = [
            models.UniqueConstraint(
                fields=["type_code", "fiscal_year", "declaration_type", "period"], name="campaign_once"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("opens_on")), name="campaign_due_after_opening"),
            models.CheckConstraint(
                condition=Q(declaration_type="UPDATE") ^ Q(period=""), name="campaign_period_of_updates"
            ),
            models.CheckConstraint(condition=Q(covers_until__gte=F("covers_from")), name="campaign_covers_days"),
        ]

    def __str__(self) -> str:
        return _label(self.declaration_type, self.period, self.fiscal_year)


@cache
def _label(declaration_type: str, period: str, year: int) -> str:
    """Lists say the names of a few campaigns again and again."""
    part = f" ({Period(period).label})" if period else ""
    return f"{DeclarationType(declaration_type).label}{part} {year}"


class CampaignDates(models.Model):
    """The dates of one Caf, where they differ."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="local_dates")
    caf = models.ForeignKey(Caf, on_delete=models.PROTECT, related_name="+")
    opens_on = models.DateField()
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "caf"], name="campaign_dates_once"),
            models.CheckConstraint(condition=Q(due_on__gte=F("opens_on")), name="campaign_dates_due_after_opening"),
        ]
