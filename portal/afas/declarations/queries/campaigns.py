"""How many declarations of a campaign stand in each state: every page that counts them counts here."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from portal.afas.models import Campaign, Declaration
from portal.afas.models.declarations import COUNTED_STATES, RECEIVED_STATES


@dataclass(frozen=True)
class CampaignCount:
    """`counts`: state -> number of declarations, only states that have some."""

    campaign: Campaign
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def received(self) -> int:
        return sum(self.counts.get(state, 0) for state in RECEIVED_STATES)

    @property
    def received_percent(self) -> int:
        """Whole and rounded down: 100 only when nothing is missing."""
        return 100 * self.received // self.total


def count_by_campaign(declarations: QuerySet[Declaration]) -> list[CampaignCount]:
    """The campaigns of these declarations, « sans objet » left out, in the order of `Campaign`: two queries."""
    counts: dict[int, dict[str, int]] = {}
    rows = (
        declarations.filter(state__in=COUNTED_STATES)
        .order_by()
        .values_list("campaign", "state")
        .annotate(count=Count("pk"))
    )
    for campaign, state, count in rows:
        counts.setdefault(campaign, {})[state] = count
    return [CampaignCount(each, counts[each.pk]) for each in Campaign.objects.filter(pk__in=counts)]
