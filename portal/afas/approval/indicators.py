"""From the frozen content of a transmission to the rows that statistics read."""

from __future__ import annotations

import json
from collections.abc import Iterator

from portal.afas.declarations.editions import edition_of
from portal.afas.models import Fact, Transmission


def facts_of(transmission: Transmission) -> Iterator[Fact]:
    """One row for each indicator that the catalogue declares and that the content can give; not saved.

    Give it the declaration with its campaign and `activity__agreement`, or each is a query.
    """
    declaration = transmission.declaration
    campaign = declaration.campaign
    parts = json.loads(transmission.content)["parts"]
    indicators = edition_of(declaration).compute_indicators(
        campaign.declaration_type, parts["ACTIVITY"]["document"], parts["FINANCIAL"]["document"]
    )
    for code, value in indicators.items():
        yield Fact(
            transmission=transmission,
            declaration=declaration,
            caf_id=declaration.caf_id,
            partner_id=declaration.activity.agreement.partner_id,
            activity_id=declaration.activity_id,
            type_code=campaign.type_code,
            fiscal_year=campaign.fiscal_year,
            declaration_type=campaign.declaration_type,
            period=campaign.period,
            code=code,
            value=value,
            latest=transmission.version == declaration.version,
        )
