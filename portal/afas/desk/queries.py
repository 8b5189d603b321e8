"""What the Caf reads: what waits for it, and how far its partners are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import Combinable

from portal.afas.declarations.queries.loading import with_dates
from portal.afas.models import Campaign, Declaration, State
from portal.afas.models.declarations import HELD_BY_CAF, OPEN_STATES, RECEIVED_STATES
from portal.afas.permissions import FOLLOW, HANDLE
from portal.base.ordering import empty_last
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import visible

ORDERS = {
    "recue": ("transmitted_at",),
    "organisme": ("activity__agreement__partner__name", "activity__name"),
    "campagne": ("campaign__fiscal_year", "campaign__declaration_type", "campaign__period"),
    "echeance": ("due",),
    "suivi": ("taken_by__last_name", "taken_by__first_name"),
}
"""Sort key of the address -> fields; « -key » turns the first of them round."""


@dataclass(frozen=True)
class Wanted:
    """The criteria of the inbox; "" or None takes everything. `holder`: "me", "nobody" or "others"."""

    state: str = ""
    holder: str = ""
    partner: str = ""
    type_code: str = ""
    fiscal_year: int | None = None
    declaration_type: str = ""


def inbox(actor: Actor, wanted: Wanted, order: str = "") -> QuerySet[Declaration]:
    """What the actor's Caf has received and not yet closed; without an order, the longest waiting first."""
    found = with_dates(visible(actor, HANDLE, Declaration)).filter(
        *_criteria(actor, wanted), state__in=[wanted.state] if wanted.state in HELD_BY_CAF else HELD_BY_CAF
    )
    return found.select_related("campaign", "activity__agreement__partner", "taken_by").order_by(*_order(order))


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


def waiting(actor: Actor) -> dict[str, int]:
    """How many declarations wait for somebody, and how many the actor has in hand: one query."""
    return visible(actor, HANDLE, Declaration).aggregate(
        new=Count("pk", filter=Q(state=State.TRANSMITTED)),
        mine=Count("pk", filter=Q(state=State.IN_REVIEW, taken_by=actor.id)),
    )


@dataclass(frozen=True)
class CampaignProgress:
    """How many declarations of a campaign stand in each state; `late`: never sent and past their due date."""

    campaign: Campaign
    counts: dict[str, int]
    late: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def received(self) -> int:
        """What has left for the Caf at least once and has not been returned since."""
        return sum(self.counts.get(state, 0) for state in RECEIVED_STATES)


def progress(actor: Actor, *, fiscal_year: int | None = None, today: date) -> list[CampaignProgress]:
    """Every campaign of a year in which the actor follows declarations, the latest first: two queries."""
    followed = visible(actor, FOLLOW, Declaration)
    if fiscal_year:
        followed = followed.filter(campaign__fiscal_year=fiscal_year)
    counts: dict[int, dict[str, int]] = {}
    for campaign, state, count in followed.order_by().values_list("campaign", "state").annotate(count=Count("pk")):
        counts.setdefault(campaign, {})[state] = count
    late = dict(
        _late(followed, today)
        .order_by()
        .values_list("campaign")
        .annotate(count=Count("pk"))
        .values_list("campaign", "count")
    )
    campaigns = Campaign.objects.in_bulk(counts)
    found = [CampaignProgress(campaigns[pk], counts[pk], late.get(pk, 0)) for pk in counts]
    return sorted(
        found, key=lambda one: (-one.campaign.fiscal_year, one.campaign.type_code, -one.campaign.due_on.toordinal())
    )


def late_ones(
    actor: Actor, *, fiscal_year: int | None = None, campaign: str = "", today: date
) -> QuerySet[Declaration]:
    """What should have been sent and was not, the oldest due date first. `campaign`: a public_id, or all."""
    followed = visible(actor, FOLLOW, Declaration)
    if fiscal_year:
        followed = followed.filter(campaign__fiscal_year=fiscal_year)
    if campaign:
        followed = followed.filter(campaign__public_id=campaign)
    return (
        _late(followed, today)
        .select_related("campaign", "activity__agreement__partner")
        .prefetch_related("parts")
        .order_by(F("due"), "activity__agreement__partner__name", "activity__name", "id")
    )


def _late(declarations: QuerySet[Declaration], today: date) -> QuerySet[Declaration]:
    return with_dates(declarations).filter(Q(due__lt=today), state__in=OPEN_STATES, version=0)


def followed_years(actor: Actor) -> list[int]:
    """The exercices in which the actor follows something, the latest first."""
    years = visible(actor, FOLLOW, Declaration).order_by().values_list("campaign__fiscal_year", flat=True).distinct()
    return sorted(years, reverse=True)
