"""What the journal keeps of campaigns."""

from portal.journal import BUSINESS, Kind, declare

CAMPAIGN_OPENED = Kind(
    "afas.campaign_opened",
    BUSINESS,
    "a ouvert la campagne {declaration_type} {fiscal_year} {period} du type {type_code}",
    ("type_code", "fiscal_year", "declaration_type", "period"),
)
DECLARATIONS_OPENED = Kind(
    "afas.declarations_opened", BUSINESS, "a ouvert {count} déclaration(s) de la campagne", ("count",)
)

declare(CAMPAIGN_OPENED, DECLARATIONS_OPENED)
