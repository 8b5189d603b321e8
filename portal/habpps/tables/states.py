"""States as people read them: icon and word."""

from __future__ import annotations

from datetime import date

from portal.accounts.models import User
from portal.habpps.models import Agreement
from portal.ui.pieces import State
from portal.ui.tables import States

AGREEMENT_STATES = {
    Agreement.State.DRAFT: State("Brouillon", "attention", "pencil"),
    Agreement.State.VALIDATED: State("Validée", "success"),
    Agreement.State.CLOSED: State("Clôturée", "neutral", "lock"),
}
OPEN = State("Ouvert", "success")
CLOSED = State("Clôturé", "neutral", "lock")
COMING = State("À venir", "info", "calendar")
SUSPENDED = State("Suspendu", "danger", "lock")
INVITED = State("À activer", "attention", "mail")


def words(states: States) -> str:
    """States in an export: « Ouvert, À activer »."""
    return ", ".join(state.label for state in states.states)


def agreement_state(state: str) -> States:
    return States([AGREEMENT_STATES[Agreement.State(state)]])


def agreement_status(state: str, opens_on: date, closes_on: date | None, today: date) -> States:
    if state == Agreement.State.CLOSED:
        return States([CLOSED])
    if state == Agreement.State.DRAFT:
        return States([COMING])
    return States([dates_state(opens_on, closes_on, today)])


def dates_state(opens_on: date, closes_on: date | None, today: date) -> State:
    if closes_on is not None and closes_on < today:
        return CLOSED
    return COMING if opens_on > today else OPEN


def user_states(account: str, opens_on: date, closes_on: date | None, *, revoked: bool, today: date) -> States:
    """« Ouvert » or « Clôturé », and what the account adds to it."""
    if revoked or account == User.State.CLOSED:
        return States([CLOSED])
    first = dates_state(opens_on, closes_on, today)
    if first is CLOSED:
        return States([CLOSED])
    added = {User.State.PENDING: INVITED, User.State.SUSPENDED: SUSPENDED}.get(User.State(account))
    return States([first, added] if added else [first])
