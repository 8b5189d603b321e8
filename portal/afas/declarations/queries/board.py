"""The declarations of a person, as the board and the home page read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from portal.afas.models import Declaration
from portal.afas.models.declarations import COUNTED_STATES, HELD_BY_CAF, OPEN_STATES
from portal.afas.permissions import VIEW_DECLARATIONS
from portal.base.statements import Found, Statement
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import visible_filter

from .loading import ROWS, has_site_rights, with_states

ORDERS = {
    "exercice": ("campaign__fiscal_year",),
    "type": ("campaign__declaration_type", "campaign__period"),
    "activite": ("activity__name",),
    "etat": ("state",),
    "echeance": ("due",),
}
"""Sort key of the address -> fields; « -key » reverses the first of them."""


@dataclass(frozen=True)
class Chosen:
    """The criteria of the filters; "" or None takes everything."""

    declaration_type: str = ""
    fiscal_year: int | None = None
    state: str = ""
    activity_name: str = ""
    type_code: str = ""
    nature_code: str = ""


def board_declarations(actor: Actor, chosen: Chosen, order: str = "") -> Found:
    """What the actor may read: first what is still to be done, the nearest due date on top.

    What is « sans objet » is there for who asks for that state.
    """
    criteria = _criteria(chosen)
    asked = Q(**criteria) if chosen.state else Q(**criteria, state__in=COUNTED_STATES)
    return board_rows.found(order, has_site_rights(actor), reach=_readable(actor), chosen=asked, reader=actor.id)


@Statement
def board_rows(order: str, sites: bool, reach: Any, chosen: Any, reader: Any) -> QuerySet[Declaration]:
    return with_states(ROWS.filter(reach).filter(chosen), reader, sites=sites).order_by(*_order(order))


def _readable(actor: Actor) -> Q:
    return visible_filter(actor, Declaration, VIEW_DECLARATIONS)


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
    return sorted(years_and_kinds_within.rows(reach=_readable(actor)))


@Statement
def years_and_kinds_within(reach: Any) -> QuerySet[Declaration, Any]:
    rows = Declaration.objects.filter(reach).order_by()
    return rows.values_list("campaign__fiscal_year", "activity__type_code", "activity__nature_code").distinct()


def open_declarations(actor: Actor, today: date, most: int = 200) -> list[Declaration]:
    """What is owed, open for entry or approval today and not yet transmitted, the nearest due date first."""
    return open_rows.found(has_site_rights(actor), reach=_readable(actor), day=today, reader=actor.id)[:most]


@Statement
def open_rows(sites: bool, reach: Any, day: Any, reader: Any) -> QuerySet[Declaration]:
    rows = ROWS.filter(reach).filter(Q(opens__lte=day, owed=True), state__in=OPEN_STATES)
    return with_states(rows, reader, sites=sites).order_by(F("due"), "activity__name", "id")


def recent_declarations(actor: Actor, most: int = 300) -> list[Declaration]:
    """The last two exercices and whatever is still open, « sans objet » left out: what the home page shows."""
    year = actor.today.year - 1
    return recent_rows.found(has_site_rights(actor), reach=_readable(actor), year=year, reader=actor.id)[:most]


@Statement
def recent_rows(sites: bool, reach: Any, year: Any, reader: Any) -> QuerySet[Declaration]:
    rows = ROWS.filter(reach).filter(Q(campaign__fiscal_year__gte=year) | Q(state__in=OPEN_STATES))
    rows = rows.filter(state__in=COUNTED_STATES)
    return with_states(rows, reader, sites=sites).order_by("-campaign__fiscal_year", "activity__name", "id")
