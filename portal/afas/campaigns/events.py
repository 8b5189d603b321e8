"""What the journal keeps of campaigns."""

from portal.journal.kinds import BUSINESS, EventKind, declare_events

CAMPAIGN_OPENED = EventKind(
    "afas.campaign_opened",
    BUSINESS,
    "a ouvert la campagne {declaration_type} {fiscal_year} {period} du type {type_code}",
    ("type_code", "fiscal_year", "declaration_type", "period"),
)
DECLARATIONS_OPENED = EventKind(
    "afas.declarations_opened", BUSINESS, "a ouvert {count} déclaration(s) de la campagne", ("count",)
)

declare_events(CAMPAIGN_OPENED, DECLARATIONS_OPENED)
