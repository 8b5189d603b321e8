"""What stands beside the figures that a person enters: last year's, and what was forecast for this year."""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from portal.afas.models import Campaign, Declaration, DeclarationType, PartKind, Transmission
from portal.base.statements import Statement


@dataclass(frozen=True)
class Reference:
    """One declaration to compare with. `campaign` has what its label reads, not its dates."""

    campaign: Campaign
    document: dict[str, Any]


@dataclass(frozen=True)
class References:
    last_year: Reference | None = None
    forecast: Reference | None = None


Key = tuple[int, str, str]
"""Exercice, type and period of a campaign."""
Sent = dict[Key, tuple[int, str]]
"""Campaign -> its id, and the content of the declaration's last transmission."""


@Statement
def last_transmissions(activity: Any, declaration: Any, year: Any, year_before: Any) -> QuerySet[Transmission, Any]:
    """Of the other declarations of the activity, those of the year before and the forecast of the year."""
    campaign = "declaration__campaign"
    return (
        Transmission.objects.filter(
            Q(**{f"{campaign}__fiscal_year": year_before})
            | Q(**{f"{campaign}__fiscal_year": year, f"{campaign}__declaration_type": DeclarationType.FORECAST}),
            ~Q(declaration=declaration),
            declaration__activity=activity,
            version=F("declaration__version"),
        )
        .order_by()
        .values_list(
            f"{campaign}__fiscal_year", f"{campaign}__declaration_type", f"{campaign}__period", campaign, "content"
        )
    )


def load_references(declaration: Declaration) -> dict[str, References]:
    """By part, what was last transmitted for the same activity, never a draft being corrected: one query."""
    year = declaration.campaign.fiscal_year
    rows = last_transmissions.rows(
        activity=declaration.activity_id, declaration=declaration.pk, year=year, year_before=year - 1
    )
    sent = {(each[0], each[1], each[2]): (each[3], each[4]) for each in rows}
    last = _references(sent, _last_year(declaration.campaign, sent))
    forecast = _references(sent, (year, DeclarationType.FORECAST, ""))
    return {kind: References(last.get(kind), forecast.get(kind)) for kind in PartKind.values}


def _last_year(campaign: Campaign, sent: Sent) -> Key:
    """The same declaration a year before; else the year's accounts, else its forecast."""
    # An update counts from January: only the update of the same period compares with it.
    wanted = [
        (campaign.declaration_type, campaign.period),
        (DeclarationType.ACTUAL, ""),
        (DeclarationType.FORECAST, ""),
    ]
    if campaign.declaration_type == DeclarationType.FORECAST:
        wanted = wanted[1:]
    keys = [(campaign.fiscal_year - 1, *each) for each in wanted]
    return next((key for key in keys if key in sent), keys[-1])


def _references(sent: Sent, key: Key) -> dict[str, Reference]:
    """By part; {} when nothing was sent."""
    if key not in sent:
        return {}
    year, declaration_type, period = key
    pk, content = sent[key]
    campaign = Campaign(pk=pk, fiscal_year=year, declaration_type=declaration_type, period=period)
    parts = json.loads(content)["parts"]
    return {kind: Reference(campaign, parts[kind]["document"]) for kind in PartKind.values}
