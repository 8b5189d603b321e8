"""How the domain names things in its own French sentences (reasons, mails, receipts)."""

from portal.afas.models import Campaign


def campaign_name(campaign: Campaign) -> str:
    """« déclaration prévisionnelle 2026 », « déclaration actualisée de janvier à juin 2026 »."""
    period = f" de {campaign.get_period_display()}" if campaign.period else ""
    return f"déclaration {campaign.get_declaration_type_display().lower()}{period} {campaign.fiscal_year}"
