"""What stands beside the figures that a person enters: last year's, and what was forecast for this year."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from ..models import Declaration, DeclarationPart
from ..models.campaigns import Campaign, DeclarationType


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
    """By half, what was transmitted for the same activity: one query."""
    campaign = declaration.campaign
    year = campaign.fiscal_year
    rows = (
        DeclarationPart.objects.filter(declaration__activity=declaration.activity_id, declaration__version__gt=0)
        .filter(
            Q(declaration__campaign__fiscal_year=year - 1)
            | Q(declaration__campaign__fiscal_year=year, declaration__campaign__declaration_type="FORECAST")
        )
        .exclude(declaration=declaration)
        .select_related("declaration__campaign")
        .order_by("id")
    )
    parts = list(rows)
    return {kind: _of_half(declaration, [part for part in parts if part.kind == kind]) for kind in _kinds()}


def _kinds() -> list[str]:
    return ["ACTIVITY", "FINANCIAL"]


def _of_half(declaration: Declaration, parts: list[DeclarationPart]) -> References:
    campaign = declaration.campaign
    before = {
        (found.declaration.campaign.declaration_type, found.declaration.campaign.period): found
        for found in parts
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
    last = next((before[key] for key in wanted if key in before), None)
    this_year = [found for found in parts if found.declaration.campaign.fiscal_year == campaign.fiscal_year]
    return References(_reference(last), _reference(this_year[0] if this_year else None))


def _reference(part: DeclarationPart | None) -> Reference | None:
    return Reference(part.declaration.campaign, part.document) if part else None
