"""Avenants: who may ask for one, who decides, and that a convention is never left without an administrator."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from ..models import Agreement, Amendment
from ..rights.decisions import Decision, allow, refuse
from .rights import NOT_ONESELF, Period

State = Amendment.State
A_DAY = timedelta(days=1)
ALREADY = {
    State.SIGNED: "Cet avenant est déjà signé.",
    State.REFUSED: "La Caf a refusé cet avenant.",
    State.CANCELLED: "Cet avenant a été annulé.",
}


def may_request(state: str) -> Decision:
    if state != Agreement.State.VALIDATED:
        return refuse("Un avenant se demande sur une convention validée et en vigueur.")
    return allow()


def may_sign(state: str, *, actor_id: int | None, leaving_id: int | None) -> Decision:
    """Who leaves does not record the signature of their own departure."""
    if state != State.REQUESTED:
        return refuse(ALREADY[State(state)])
    if leaving_id is not None and actor_id == leaving_id:
        return refuse(NOT_ONESELF)
    return allow()


def may_refuse(state: str) -> Decision:
    return allow() if state == State.REQUESTED else refuse(ALREADY[State(state)])


def may_cancel(state: str, *, actor_id: int | None, requested_by: int) -> Decision:
    if state != State.REQUESTED:
        return refuse(ALREADY[State(state)])
    if actor_id != requested_by:
        return refuse("Seule la personne qui a demandé cet avenant peut l'annuler ; la Caf peut le refuser.")
    return allow()


def change_day(effective_on: date, today: date) -> date:
    """The day on which rights change: that of the avenant, or today when it is signed late. No right is given or
    taken over days that are gone."""
    return max(effective_on, today)


def covered(periods: Iterable[Period], day: date) -> bool:
    return any(period.start <= day and (period.until is None or day <= period.until) for period in periods)


def first_day_alone(before: list[Period], after: list[Period], start: date, until: date | None) -> date | None:
    """The first day, from `start` to `until` (None: for ever), on which somebody administers `before` the change and
    nobody does `after` it. None: the change leaves no day alone (norm 8)."""
    days = {start}
    days |= {period.until + A_DAY for period in after if period.until is not None}
    days |= {period.start for period in before}
    for day in sorted(days):
        if day < start or (until is not None and day > until):
            continue
        if covered(before, day) and not covered(after, day):
            return day
    return None


def cut(period: Period, day: date) -> Period | None:
    """What is left of a period that ends the day before `day`; None when nothing is."""
    if period.start >= day:
        return None
    last = day - A_DAY
    return Period(period.start, last if period.until is None or period.until > last else period.until)
