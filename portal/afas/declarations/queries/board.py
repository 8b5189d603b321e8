"""The declarations of a person, as the board and the home page read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from portal.afas.models import Declaration, State
from portal.afas.models.declarations import HELD_BY_CAF, OPEN_STATES
from portal.afas.permissions import VIEW_DECLARATIONS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import visible, visible_filter

from .loading import ROWS, with_states

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


def board_declarations(actor: Actor, chosen: Chosen, order: str = "") -> QuerySet[Declaration]:
    """What the actor may read: first what is still to be done, the nearest due date on top.

    What is « sans objet » is there for who asks for that state.
    """
    rows = _readable(actor).filter(**_criteria(chosen))
    return (rows if chosen.state else rows.exclude(state=State.WAIVED)).order_by(*_order(order))


def _readable(actor: Actor) -> QuerySet[Declaration]:
    return with_states(actor, ROWS.filter(visible_filter(actor, Declaration, VIEW_DECLARATIONS)))


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


def open_declarations(actor: Actor, today: date, most: int = 200) -> list[Declaration]:
    """What is owed, open for entry or approval today and not yet transmitted, the nearest due date first."""
    rows = _readable(actor).filter(Q(opens__lte=today, owed=True), state__in=OPEN_STATES)
    return list(rows.order_by(F("due"), "activity__name", "id")[:most])


def recent_declarations(actor: Actor, most: int = 300) -> list[Declaration]:
    """The last two exercices and whatever is still open, « sans objet » left out: what the home page shows."""
    year = actor.today.year - 1
    rows = _readable(actor).filter(Q(campaign__fiscal_year__gte=year) | Q(state__in=OPEN_STATES))
    rows = rows.exclude(state=State.WAIVED)
    return list(rows.order_by("-campaign__fiscal_year", "activity__name", "id")[:most])
