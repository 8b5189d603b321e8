"""What partners declare, as facts: campaigns, declarations in two parts, transmissions that nothing changes."""

from .campaigns import Campaign, CampaignDates, DeclarationType
from .declarations import Declaration, DeclarationPart, Event
from .transmissions import Fact, Transmission

__all__ = [
    "Campaign",
    "CampaignDates",
    "Declaration",
    "DeclarationPart",
    "DeclarationType",
    "Event",
    "Fact",
    "Transmission",
]
