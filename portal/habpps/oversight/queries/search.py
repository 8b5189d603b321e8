"""The search of the top bar: people, organisations, conventions and activities, wherever the actor may look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, Q, QuerySet, Value, When

from portal.habpps.agreements import queries as agreement_queries
from portal.habpps.models import Activity
from portal.habpps.partners import queries
from portal.habpps.people.queries import users
from portal.habpps.permissions import VIEW_PARTNERS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import visible
from portal.habpps.rights.labels import told_caf
from portal.habpps.rights.shown import name_matches, unanswered_invitations

SHORTEST = 2  # characters: one letter finds everybody
MOST = 10  # rows of each kind


@dataclass(frozen=True)
class FoundRows:
    """`more`: there are others than these `rows`."""

    rows: list[dict[str, Any]]
    more: bool


@dataclass(frozen=True)
class Results:
    people: FoundRows
    partners: FoundRows
    agreements: FoundRows
    activities: FoundRows

    def __bool__(self) -> bool:
        return any(found.rows for found in (self.people, self.partners, self.agreements, self.activities))


def search_everywhere(actor: Actor, text: str) -> Results:
    """Four queries. Each kind in the order of its names; what somebody may not see is not there."""
    return Results(
        people=_first(_people(actor, text)),
        partners=_first(queries.list_partners(actor, text=text)),
        agreements=_first(agreement_queries.agreement_columns(actor, text)),
        activities=_first(_activities(actor, text)),
    )


def _first(found: QuerySet[Any, dict[str, Any]]) -> FoundRows:
    rows = list(found[: MOST + 1])
    return FoundRows(rows[:MOST], len(rows) > MOST)


def _people(actor: Actor, text: str) -> QuerySet[Any, dict[str, Any]]:
    """Accesses to conventions, by the name that each convention knows; of one name, those that stand first."""
    answered = name_matches(text, "user__", identifier=True) & ~Q(Exists(unanswered_invitations()))
    found = users.list_shown_accesses(actor).filter(
        answered | Q(Exists(unanswered_invitations().filter(name_matches(text))))
    )
    over = Case(When(users.in_status(users.Status.CLOSED, actor.today), then=Value(1)), default=Value(0))
    order = ("shown_last_name", "shown_first_name", over, "id")
    return found.order_by(*order).values(*users.COLUMNS, "agreement__label", told_caf=told_caf(actor))


def _activities(actor: Actor, text: str) -> QuerySet[Activity, Any]:
    found = visible(actor, VIEW_PARTNERS, Activity).filter(name__folded_contains=text)
    return found.order_by("name", "id").values(
        "name",
        "opens_on",
        "closes_on",
        "agreement__label",
        "agreement__partner__name",
        "agreement__partner__public_id",
        told_caf=told_caf(actor),
    )
