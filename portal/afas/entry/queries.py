"""What stands beside the figures that a person enters: last year's, and what was forecast for this year."""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from portal.afas.models import Campaign, Declaration, DeclarationType, PartKind, Transmission


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


def load_references(declaration: Declaration) -> dict[str, References]:
    """By part, what was last transmitted for the same activity, never a draft being corrected: one query."""
    year = declaration.campaign.fiscal_year
    rows = Transmission.objects.filter(
        Q(declaration__campaign__fiscal_year=year - 1)
        | Q(declaration__campaign__fiscal_year=year, declaration__campaign__declaration_type="FORECAST"),
        ~Q(declaration=declaration.pk),
        declaration__activity=declaration.activity_id,
        version=F("declaration__version"),
    )
    path = "declaration__campaign"
    columns = (f"{path}__fiscal_year", f"{path}__declaration_type", f"{path}__period", path, "content")
    sent = {(each[0], each[1], each[2]): (each[3], each[4]) for each in rows.order_by().values_list(*columns)}
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
