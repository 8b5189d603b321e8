"""What stands beside the figures that a person enters: last year's, and what was forecast for this year."""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from portal.afas.models import Campaign, Declaration, DeclarationType, PartKind, Transmission


@dataclass(frozen=True)
class Reference:
    """One declaration to compare with."""

    campaign: Campaign
    document: dict[str, Any]


@dataclass(frozen=True)
class References:
    last_year: Reference | None = None
    forecast: Reference | None = None


def references(declaration: Declaration) -> dict[str, References]:
    """By half, what was last transmitted for the same activity, never a draft being corrected: one query."""
    campaign = declaration.campaign
    year = campaign.fiscal_year
    sent = list(
        Transmission.objects.filter(declaration__activity=declaration.activity_id, version=F("declaration__version"))
        .filter(
            Q(declaration__campaign__fiscal_year=year - 1)
            | Q(declaration__campaign__fiscal_year=year, declaration__campaign__declaration_type="FORECAST")
        )
        .exclude(declaration=declaration)
        .select_related("declaration__campaign")
        .order_by("id")
    )
    last, forecast = _last_year(campaign, sent), _forecast(campaign, sent)
    return {kind: References(_reference(last, kind), _reference(forecast, kind)) for kind in PartKind.values}


def _last_year(campaign: Campaign, sent: list[Transmission]) -> Transmission | None:
    """The same declaration a year before; else the year's accounts, else its forecast."""
    before = {
        (found.declaration.campaign.declaration_type, found.declaration.campaign.period): found
        for found in sent
        if found.declaration.campaign.fiscal_year == campaign.fiscal_year - 1
    }
    # An update counts from January: only the update of the same period compares with it.
    wanted = [
        (campaign.declaration_type, campaign.period),
        (DeclarationType.ACTUAL, ""),
        (DeclarationType.FORECAST, ""),
    ]
    if campaign.declaration_type == DeclarationType.FORECAST:
        wanted = [(DeclarationType.ACTUAL, ""), (DeclarationType.FORECAST, "")]
    return next((before[key] for key in wanted if key in before), None)


def _forecast(campaign: Campaign, sent: list[Transmission]) -> Transmission | None:
    return next((found for found in sent if found.declaration.campaign.fiscal_year == campaign.fiscal_year), None)


def _reference(sent: Transmission | None, kind: str) -> Reference | None:
    if sent is None:
        return None
    return Reference(sent.declaration.campaign, json.loads(sent.content)["parts"][kind]["document"])
