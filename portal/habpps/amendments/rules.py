"""Avenants: who may ask for one, who decides, and that a convention is never left without an administrator."""

from __future__ import annotations

from datetime import date

from portal.habpps.models import Agreement, Amendment
from portal.habpps.rights.decisions import Decision, allow, refuse
from portal.habpps.rights.rules import NOT_ONESELF

State = Amendment.State
ALREADY = {
    State.SIGNED: "Cet avenant est déjà signé.",
    State.REFUSED: "La Caf a refusé cet avenant.",
    State.CANCELLED: "Cet avenant a été annulé.",
}


def has_paper(state: str) -> bool:
    """Nobody signs what was refused or cancelled."""
    return state in (State.REQUESTED, State.SIGNED)


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
