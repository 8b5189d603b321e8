"""States as people read them: icon and word."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings

from portal.accounts.models import User
from portal.base import clock
from portal.base.formats import short_date
from portal.habpps.models import Agreement, Grant
from portal.habpps.rights.rules import has_lapsed
from portal.ui.pieces import State
from portal.ui.tables import States

AGREEMENT_STATES = {
    Agreement.State.DRAFT: State("Brouillon", "attention", "pencil"),
    Agreement.State.VALIDATED: State("Validée", "success"),
    Agreement.State.CLOSED: State("Clôturée", "neutral", "lock"),
}
AGREEMENT_SUSPENDED = State("Suspendue", "danger", "lock")
OPEN = State("Ouvert", "success")
CLOSED = State("Clôturé", "neutral", "lock")
COMING = State("À venir", "info", "calendar")
SUSPENDED = State("Suspendu", "danger", "lock")
INVITED = State("À activer", "attention", "mail")
LAPSED = State("Invitation expirée", "attention", "mail")
ACCOUNTS: dict[str, State] = {User.State.PENDING: INVITED, User.State.SUSPENDED: SUSPENDED}


def words(states: States) -> str:
    """States in an export: « Ouvert, À activer »."""
    return ", ".join(state.label for state in states.states)


def agreement_state(state: str, *, suspended: bool = False) -> States:
    """« État »: what the Caf has decided. A suspension stands beside it: the convention stays validated."""
    shown = AGREEMENT_STATES[Agreement.State(state)]
    return States([shown, AGREEMENT_SUSPENDED] if suspended else [shown])


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


def user_states(
    account: str,
    opens_on: date,
    closes_on: date | None,
    *,
    revoked: bool,
    today: date,
    suspended: bool = False,
    invited_at: datetime | None = None,
) -> States:
    """« Ouvert » or « Clôturé », and what the invitation, or without one the account, adds to it."""
    if revoked or (account == User.State.CLOSED and invited_at is None):
        return States([CLOSED])
    first = dates_state(opens_on, closes_on, today)
    if first is CLOSED:
        return States([CLOSED])
    added = [SUSPENDED] if suspended else []
    if invited_at is not None:
        lapsed = has_lapsed(invited_at, clock.now(), settings.ACTIVATION_HOURS)
        added.append(LAPSED if lapsed else State(f"Invitation envoyée le {short_date(invited_at)}", "info", "mail"))
    elif account in ACCOUNTS and not suspended:
        added.append(ACCOUNTS[account])
    return States([first, *added])


def row_states(row: dict[str, Any], today: date) -> States:
    """`user_states` of a row of a list of people."""
    return user_states(
        row["user__state"],
        row["valid_from"],
        row["valid_until"],
        revoked=row["revoked_at"] is not None,
        today=today,
        suspended=row["suspended_at"] is not None,
        invited_at=row["shown_invited_at"],
    )


def grant_states(grant: Grant, today: date, invited_at: datetime | None) -> States:
    """`user_states` of one person, by the grant by which they belong to a convention or a Caf."""
    return user_states(
        grant.user.state,
        grant.valid_from,
        grant.valid_until,
        revoked=grant.revoked_at is not None,
        today=today,
        suspended=grant.suspended_at is not None,
        invited_at=invited_at,
    )


def row_is_over(row: dict[str, Any], today: date) -> bool:
    """`Grant.is_over` for a row of a list of people."""
    return row["revoked_at"] is not None or (row["valid_until"] is not None and row["valid_until"] < today)
