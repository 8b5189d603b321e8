"""Scoped reads of the statistics: few rows, whatever the size of the country."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from portal.afas.declarations.queries.campaigns import CampaignCount, count_by_campaign
from portal.afas.models import Campaign, Declaration, Fact
from portal.habpps.models import Activity, Caf
from portal.habpps.models.agreements import with_caf
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import visible
from portal.habpps.rights.labels import told_caf
from portal.statistics.permissions import VIEW_CAF, VIEW_OWN

from .models import Median
from .refreshing import CODES
from .rules import Beside, Summary, beside


@dataclass(frozen=True)
class Year:
    """One figure of an activity in one fiscal year; `own` is None where it has transmitted no actual declaration."""

    fiscal_year: int
    own: Decimal | None
    beside: Beside


def activities() -> QuerySet[Activity]:
    """With what a page says of them; unscoped: for `get_or_404`."""
    return Activity.objects.select_related("agreement__caf", "agreement__partner")


def own_activities(actor: Actor) -> list[tuple[str, str, str]]:
    """(public identifier, name, partner's name) of the activities whose figures the actor may compare."""
    rows = list(
        visible(actor, VIEW_OWN, Activity)
        .order_by("agreement__partner__name", "name", "pk")
        .values_list("public_id", "name", "agreement__partner__name", told_caf(actor))
    )
    return [(key, name, with_caf(partner, caf)) for key, name, partner, caf in rows]


def own_years(activity: Activity) -> dict[str, list[Year]]:
    """For each figure of `CODES`, the years that the activity declared or that have a median, in order."""
    caf_id = activity.agreement.caf_id
    # In no order: for the sake of one, SQLite would read every figure of the type in place of those of the activity.
    own = {
        (code, year): value
        for code, year, value in Fact.objects.filter(
            latest=True, partner_id=activity.agreement.partner_id, activity_id=activity.pk, code__in=CODES
        )
        .filter(declaration_type="ACTUAL", type_code=activity.type_code)
        .values_list("code", "fiscal_year", "value")
    }
    medians = Median.objects.filter(type_code=activity.type_code, caf_id=caf_id) | Median.objects.filter(
        type_code=activity.type_code, caf=None
    )
    summaries: dict[tuple[str, int, bool], Summary] = {}
    for code, year, caf, value, partners in medians.values_list(
        "code", "fiscal_year", "caf_id", "value", "partners"
    ).order_by("fiscal_year"):
        summaries[code, year, caf is not None] = Summary(value, partners)
    return {code: _years(code, own, summaries) for code in CODES}


def _years(
    code: str, own: dict[tuple[str, int], Decimal], summaries: dict[tuple[str, int, bool], Summary]
) -> list[Year]:
    first = min((year for _, year in own), default=None)
    known = {year for _, year in own} | {year for _, year, _ in summaries if first is not None and year >= first}
    return [
        Year(year, own.get((code, year)), beside(summaries.get((code, year, True)), summaries.get((code, year, False))))
        for year in sorted(known)
    ]


def cafs(actor: Actor) -> list[tuple[str, str]]:
    """(public identifier, name) of the Cafs whose campaigns the actor may see."""
    return list(visible(actor, VIEW_CAF, Caf).order_by("departement", "name").values_list("public_id", "name"))


def campaigns_of(caf: Caf, years: Iterable[int] = ()) -> list[CampaignCount]:
    """The campaigns in which the Caf has declarations, latest first, with their number in each state."""
    rows = Declaration.objects.filter(caf=caf)
    if wanted := tuple(years):
        rows = rows.filter(campaign__fiscal_year__in=wanted)
    return sorted(count_by_campaign(rows), key=lambda each: _latest_first(each.campaign))


def _latest_first(campaign: Campaign) -> tuple[int, int, str]:
    return -campaign.fiscal_year, -campaign.opens_on.toordinal(), campaign.type_code
