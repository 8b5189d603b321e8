"""How campaigns and declarations are named in French sentences: titles, buttons, mails, receipts."""

from portal.afas.models import Campaign, Declaration
from portal.base.formats import PARIS

DUE_COLUMN = f"À transmettre jusqu’au ({PARIS})"
"""The head of a column of due dates; its cells are `formats.last_day`."""


def campaign_name(campaign: Campaign) -> str:
    """« déclaration prévisionnelle 2026 », « déclaration actualisée de janvier à juin 2026 »."""
    period = f" de {campaign.get_period_display()}" if campaign.period else ""
    return f"déclaration {campaign.get_declaration_type_display().lower()}{period} {campaign.fiscal_year}"


def declaration_name(declaration: Declaration) -> str:
    """« Structure Jeunesse, prévisionnelle 2026 »."""
    return f"{declaration.activity.shown_name}, {str(declaration.campaign).lower()}"
