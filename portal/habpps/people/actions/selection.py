"""One act over several people at once: each of them wholly or not at all, and each told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from portal.base.errors import ActionError, Refused
from portal.habpps.account_help.actions import resend_invitation
from portal.habpps.grants.actions.ending import check_last_day, end_grant
from portal.habpps.grants.actions.locking import GrantOutcome
from portal.habpps.models import AccessGroup, Agreement, Grant
from portal.habpps.permissions import MANAGE_USERS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import require
from portal.habpps.rights.extending import AlreadyGiven, Longer
from portal.habpps.rights.periods import asked_period, check_late_start
from portal.habpps.rights.shown import shown_names

from .access import close_user
from .care import AGREEMENTS
from .users import add_to_group


@dataclass(frozen=True)
class SelectionResult:
    """What became of one person. `text`: French, why nothing was done, or what to know of it."""

    name: str
    done: bool
    text: str = ""


def _each(
    actor: Actor, agreement: Agreement, memberships: Iterable[Grant], act: Callable[[Grant], Any]
) -> list[SelectionResult]:
    require(actor, MANAGE_USERS, agreement)
    people = list(memberships)
    names = shown_names(agreement.pk, [membership.user for membership in people])
    lines: list[SelectionResult] = []
    already: list[Longer] = []
    for membership in people:
        name = names[membership.user_id]
        try:
            with transaction.atomic():
                done = act(membership)
        except AlreadyGiven as found:
            already += found.naming(name)
        except ActionError as error:
            lines.append(SelectionResult(name, False, str(error)))
        except Refused as refused:
            lines.append(SelectionResult(name, False, refused.decision.reason))
        else:
            notes = done.notes if isinstance(done, GrantOutcome) else []
            lines.append(
                SelectionResult(name, not isinstance(done, GrantOutcome) or bool(done.grants), " ".join(notes))
            )
    if already:
        raise AlreadyGiven(already)
    return lines


@transaction.atomic
def add_selection_to_group(
    *,
    actor: Actor,
    agreement: Agreement,
    memberships: Iterable[Grant],
    group: AccessGroup,
    valid_from: date,
    valid_until: date | None = None,
    late_reason: str = "",
    extend: bool | None = None,
) -> list[SelectionResult]:
    """`add_to_group` for each. Raises ActionError "valid_until", "late_reason" for dates that suit nobody; AlreadyGiven
    about all of those who are in the group with other dates."""
    asked_period(valid_from, valid_until)
    check_late_start(valid_from, actor.today, late_reason)

    def join(each: Grant) -> GrantOutcome:
        return add_to_group(
            actor=actor,
            membership=each,
            group=group,
            valid_from=valid_from,
            valid_until=valid_until,
            late_reason=late_reason,
            extend=extend,
        )

    return _each(actor, agreement, memberships, join)


@transaction.atomic
def resend_invitations(*, actor: Actor, agreement: Agreement, memberships: Iterable[Grant]) -> list[SelectionResult]:
    """`resend_invitation` for each."""
    return _each(
        actor, agreement, memberships, lambda each: resend_invitation(place=AGREEMENTS, actor=actor, grant=each)
    )


@transaction.atomic
def close_selection(
    *, actor: Actor, agreement: Agreement, memberships: Iterable[Grant], last_day: date | None = None, reason: str = ""
) -> list[SelectionResult]:
    """`close_user` for each. Raises ActionError "last_day" for a day that suits nobody."""
    check_last_day(actor, last_day)
    return _each(
        actor,
        agreement,
        memberships,
        lambda each: close_user(actor=actor, membership=each, last_day=last_day, reason=reason),
    )


@transaction.atomic
def leave_groups(
    *, actor: Actor, agreement: Agreement, memberships: Iterable[Grant], last_day: date | None = None, reason: str = ""
) -> list[SelectionResult]:
    """`end_grant` for each of these memberships of groups: what hangs under them ends with them. Raises ActionError
    "last_day" for a day that suits nobody."""
    check_last_day(actor, last_day)
    return _each(
        actor,
        agreement,
        memberships,
        lambda each: end_grant(actor=actor, grant=each, last_day=last_day, reason=reason),
    )
