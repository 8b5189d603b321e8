"""How the domain writes dates and names things in its own French sentences (reasons, mails, receipts)."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import override

from .models import Campaign

NO_BREAK = "\u00a0"


def day(value: date) -> str:
    """« 1er octobre 2026 »."""
    with override("fr"):
        return f"{'1er' if value.day == 1 else value.day}{NO_BREAK}{MONTHS[value.month]} {value.year}"


def moment(value: datetime) -> str:
    """« 12 octobre 2026 à 15 h 04 », in Paris."""
    local = timezone.localtime(value)
    return f"{day(local.date())} à {local.hour}{NO_BREAK}h{NO_BREAK}{local.minute:02d}"


def campaign_name(campaign: Campaign) -> str:
    """« déclaration prévisionnelle 2026 », « déclaration actualisée de janvier à juin 2026 »."""
    period = f" de {campaign.get_period_display()}" if campaign.period else ""
    return f"déclaration {campaign.get_declaration_type_display().lower()}{period} {campaign.fiscal_year}"
