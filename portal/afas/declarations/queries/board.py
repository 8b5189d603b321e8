"""The declarations of a person, as the board and the home page read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from portal.afas.models import CampaignDates, Declaration, DeclarationPart
from portal.afas.models.declarations import HELD_BY_CAF, OPEN_STATES
from portal.afas.permissions import VIEW_DECLARATIONS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import visible

ORDERS = {
    "exercice": ("campaign__fiscal_year",),
    "type": ("campaign__declaration_type", "campaign__period"),
    "activite": ("activity__name",),
    "etat": ("state",),
    "echeance": ("due",),
}
"""Sort key of the address -> fields; « -key » turns the first of them round."""


@dataclass(frozen=True)
class Chosen:
    """The criteria of the filters; "" or None takes everything."""

    declaration_type: str = ""
    fiscal_year: int | None = None
    state: str = ""
    activity_name: str = ""
    type_code: str = ""
    nature_code: str = ""


def dated(declarations: QuerySet[Declaration]) -> QuerySet[Declaration]:
    """Adds `opens` and `due`: the dates of the declaration's own Caf, else the campaign's."""
    local = CampaignDates.objects.filter(campaign=OuterRef("campaign"), caf=OuterRef("caf"))
    dates = {
        "opens": Coalesce(Subquery(local.values("opens_on")[:1]), F("campaign__opens_on")),
        "due": Coalesce(Subquery(local.values("due_on")[:1]), F("campaign__due_on")),
    }
    return declarations.annotate(**dates)


def board(actor: Actor, chosen: Chosen, order: str = "") -> QuerySet[Declaration]:
    """What the person may read, what is still to be done first and the nearest due date on top.

    Joins all that a row shows and all that rules ask of it: two queries more for any number of rows.
    """
    return joined(visible(actor, VIEW_DECLARATIONS, Declaration).filter(**_criteria(chosen))).order_by(*_order(order))


def joined(declarations: QuerySet[Declaration] | None = None) -> QuerySet[Declaration]:
    """With dates, campaign, activity, partner, parts and sites: all that a page and the rules read."""
    every = Declaration.objects.all() if declarations is None else declarations
    people = DeclarationPart.objects.order_by("kind").select_related("edited_by", "provided_by")
    return (
        dated(every)
        .select_related("campaign", "activity__agreement__partner", "caf", "taken_by")
        .prefetch_related(Prefetch("parts", people), "activity__sites")
    )


def _criteria(chosen: Chosen) -> dict[str, object]:
    given = {
        "campaign__declaration_type": chosen.declaration_type,
        "campaign__fiscal_year": chosen.fiscal_year,
        "state": chosen.state,
        "activity__name__folded_contains": chosen.activity_name,
        "activity__type_code": chosen.type_code,
        "activity__nature_code": chosen.nature_code,
    }
    return {lookup: value for lookup, value in given.items() if value}


def _order(asked: str) -> Iterable[str | Combinable]:
    fields = ORDERS.get(asked.removeprefix("-"))
    if fields is None:
        waiting = Case(
            When(state__in=OPEN_STATES, then=Value(0)), When(state__in=HELD_BY_CAF, then=Value(1)), default=Value(2)
        )
        soonest = Case(When(state__in=OPEN_STATES, then=F("due")))
        return waiting, soonest.asc(nulls_last=True), "-campaign__fiscal_year", "-due", "activity__name", "id"
    sign = "-" if asked.startswith("-") else ""
    return *(f"{sign}{field}" for field in fields), "due", "activity__name", "id"


def years_and_kinds(actor: Actor) -> list[tuple[int, str, str]]:
    """(exercice, activity type, nature) of what the person may read: the choices that the filters offer."""
    rows = (
        visible(actor, VIEW_DECLARATIONS, Declaration)
        .order_by()
        .values_list("campaign__fiscal_year", "activity__type_code", "activity__nature_code")
    )
    return sorted(rows.distinct())


def open_work(actor: Actor, today: date, most: int = 200) -> list[Declaration]:
    """What is open for entry or approval today and not yet transmitted, the nearest due date first."""
    found = board(actor, Chosen()).filter(Q(opens__lte=today), state__in=OPEN_STATES)
    return list(found.order_by(F("due"), "activity__name", "id")[:most])


def recent(actor: Actor, most: int = 300) -> list[Declaration]:
    """The last two exercices and whatever is still open: what the home page shows."""
    year = actor.today.year - 1
    found = board(actor, Chosen()).filter(Q(campaign__fiscal_year__gte=year) | Q(state__in=OPEN_STATES))
    return list(found.order_by("-campaign__fiscal_year", "activity__name", "id")[:most])
