"""What the Caf reads: what waits for it, and how far its partners are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import Combinable

from portal.afas.declarations.queries.campaigns import CampaignCount, count_by_campaign
from portal.afas.declarations.queries.late import late_on
from portal.afas.declarations.queries.loading import ROWS, ROWS_WITH_HOLDER, STATES
from portal.afas.models import Campaign, Declaration, State
from portal.afas.models.dates import with_owed
from portal.afas.models.declarations import CAME_BACK, HELD_BY_CAF
from portal.afas.permissions import FOLLOW, HANDLE
from portal.base.ordering import empty_last
from portal.base.statements import Found, Statement
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import visible, visible_filter

ORDERS = {
    "recue": ("transmitted_at",),
    "organisme": ("activity__agreement__partner__name", "activity__name"),
    "campagne": ("campaign__fiscal_year", "campaign__declaration_type", "campaign__period"),
    "echeance": ("due",),
    "suivi": ("taken_by__last_name", "taken_by__first_name"),
}
"""Sort key of the address -> fields; « -key » reverses the first of them."""


@dataclass(frozen=True)
class Wanted:
    """The criteria of the inbox; "" or None takes everything. `holder`: "me", "nobody" or "others"."""

    state: str = ""
    holder: str = ""
    partner: str = ""
    type_code: str = ""
    fiscal_year: int | None = None
    declaration_type: str = ""


def inbox_declarations(actor: Actor, wanted: Wanted, order: str = "") -> Found:
    """What the actor's Caf has received and not yet closed; without an order, the longest waiting first."""
    states = [wanted.state] if wanted.state in HELD_BY_CAF else HELD_BY_CAF
    asked = Q(*_criteria(actor, wanted), state__in=states)
    return inbox_rows.found(order, reach=visible_filter(actor, Declaration, HANDLE), asked=asked)


@Statement
def inbox_rows(order: str, reach: Any, asked: Any) -> QuerySet[Declaration]:
    return ROWS_WITH_HOLDER.filter(reach).filter(asked).order_by(*_order(order))


def _criteria(actor: Actor, wanted: Wanted) -> Iterable[Q]:
    given = {
        "activity__agreement__partner__name__folded_contains": wanted.partner,
        "campaign__type_code": wanted.type_code,
        "campaign__fiscal_year": wanted.fiscal_year,
        "campaign__declaration_type": wanted.declaration_type,
    }
    yield Q(**{lookup: value for lookup, value in given.items() if value})
    if wanted.holder == "me":
        yield Q(taken_by=actor.id)
    elif wanted.holder == "nobody":
        yield Q(taken_by=None)
    elif wanted.holder == "others":
        yield Q(taken_by__isnull=False) & ~Q(taken_by=actor.id)


def _order(asked: str) -> tuple[str | Combinable, ...]:
    fields = ORDERS.get(asked.removeprefix("-"), ORDERS["recue"])
    first = empty_last(f"-{fields[0]}" if asked.startswith("-") else fields[0])
    return first, *map(empty_last, fields[1:]), empty_last("transmitted_at"), "id"


def count_inbox(actor: Actor) -> dict[str, int]:
    """How many declarations wait for somebody, how many the actor has in hand, and how many of these have come back
    corrected: one query."""
    return visible(actor, HANDLE, Declaration).aggregate(
        new=Count("pk", filter=Q(state=State.TRANSMITTED)),
        mine=Count("pk", filter=Q(state=State.IN_REVIEW, taken_by=actor.id)),
        back=Count("pk", filter=CAME_BACK & Q(taken_by=actor.id)),
    )


@dataclass(frozen=True)
class CampaignProgress(CampaignCount):
    """`late`: how many were never sent and are past their due date."""

    late: int


def campaign_progress(actor: Actor, today: date) -> list[CampaignProgress]:
    """Every campaign in which the actor follows declarations, the latest first: three queries."""
    followed = visible(actor, FOLLOW, Declaration)
    late = dict(
        with_owed(followed).filter(late_on(today)).order_by().values_list("campaign").annotate(count=Count("pk"))
    )
    found = [
        CampaignProgress(each.campaign, each.counts, late.get(each.campaign.pk, 0))
        for each in count_by_campaign(followed)
    ]
    return sorted(found, key=lambda each: _latest_first(each.campaign))


def _latest_first(campaign: Campaign) -> tuple[int, str, int]:
    return -campaign.fiscal_year, campaign.type_code, -campaign.due_on.toordinal()


def late_declarations(actor: Actor, *, fiscal_year: int | None = None, campaign: str = "", today: date) -> Found:
    """What should have been sent and was not, the oldest due date first. `campaign`: a public_id, or all."""
    asked = Q(campaign__fiscal_year=fiscal_year) if fiscal_year else Q()
    if campaign:
        asked &= Q(campaign__public_id=campaign)
    return late_rows.found(reach=visible_filter(actor, Declaration, FOLLOW), day=today, asked=asked)


@Statement
def late_rows(reach: Any, day: Any, asked: Any) -> QuerySet[Declaration]:
    rows = ROWS.filter(reach).filter(asked, late_on(day)).prefetch_related(STATES)
    return rows.order_by(F("due"), "activity__agreement__partner__name", "activity__name", "id")


def followed_years(actor: Actor) -> list[int]:
    """The exercices in which the actor follows something, the latest first."""
    years = years_within.rows(reach=visible_filter(actor, Declaration, FOLLOW))
    return sorted((year for (year,) in years), reverse=True)


@Statement
def years_within(reach: Any) -> QuerySet[Declaration, Any]:
    return Declaration.objects.filter(reach).order_by().values_list("campaign__fiscal_year").distinct()
