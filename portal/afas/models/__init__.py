"""What partners declare, as facts: campaigns, declarations in two parts, transmissions that nothing changes."""

from .campaigns import Campaign, CampaignDates, DeclarationType, Period
from .declarations import CAF_LABELS, Declaration, DeclarationPart, Event, PartContributor, PartKind, PartState, State
from .transmissions import Fact, Transmission

__all__ = [
    "CAF_LABELS",
    "Campaign",
    "CampaignDates",
    "Declaration",
    "DeclarationPart",
    "DeclarationType",
    "Event",
    "Fact",
    "PartContributor",
    "PartKind",
    "PartState",
    "Period",
    "State",
    "Transmission",
]
