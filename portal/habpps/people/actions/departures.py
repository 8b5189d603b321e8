"""Somebody leaves an organisation: every right there ends on one day, and a colleague takes the roles over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction

from portal.accounts.models import User
from portal.base.errors import ActionError
from portal.habpps.grants.actions.extending import settle_extensions
from portal.habpps.grants.actions.giving import fit_to_above, note_held, write_grants
from portal.habpps.grants.actions.locking import (
    GrantOutcome,
    RightToGive,
    agreement_of,
    check_grantable,
    check_may_be_chosen,
    find_current_grant,
    find_grants_held,
    lock_agreement,
)
from portal.habpps.grants.mails import RIGHT_GIVEN_MAIL, describe_grant, queue_notice
from portal.habpps.models import Agreement, Grant
from portal.habpps.people.events import DEPARTURE
from portal.habpps.permissions import ASSIGN_ROLES, MANAGE_USERS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.candidates import Among
from portal.habpps.rights.decisions import require
from portal.habpps.rights.periods import Period, fit_inside
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.journal.writer import log_event

from ..queries.departures import list_standing_accesses, list_standing_rights
from .access import close_access
from .users import ensure_declarant

A_DAY = timedelta(days=1)


@dataclass
class Departure:
    """`ended`: the rights that stop; `given`: those that the successor receives; `notes`: what to know (French)."""

    ended: list[Grant] = field(default_factory=list)
    given: list[Grant] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@transaction.atomic
def record_departure(
    *, actor: Actor, membership: Grant, last_day: date, successor: User | None = None, reason: str = ""
) -> Departure:
    """Ends after `last_day` all that a person holds of the partner of `membership`, wherever the actor manages it;
    `successor`, a user of the same conventions, receives the roles over activities from the next day.

    All or nothing. Raises ActionError: "last_day", "successor"; Refused for oneself, for the last administrator, for
    a role that the actor may not give.
    """
    require(actor, MANAGE_USERS, membership.agreement)
    agreements = {agreement_of(access).pk: agreement_of(access) for access in list_standing_accesses(actor, membership)}
    if successor is not None and successor.pk == membership.user_id:
        raise ActionError({"successor": ["Choisissez une autre personne que celle qui part."]})
    found = Departure()
    for key in sorted(agreements):  # always locked in the same order
        actor, agreement = lock_agreement(actor, agreements[key], MANAGE_USERS)
        own = [each for each in list_standing_accesses(actor, membership) if each.agreement_id == agreement.pk]
        roles = [grant for grant in list_standing_rights(own, actor.today) if grant.role in AFAS_ROLES]
        for access in own:
            found.ended += close_access(actor, agreement, access, last_day, reason)
        if successor is not None and roles:
            _hand_over(actor, agreement, roles, successor, last_day + A_DAY, found)
    if found.ended:
        _record(actor, membership, last_day)
    return found


def _record(actor: Actor, membership: Grant, last_day: date) -> None:
    agreement = agreement_of(membership)
    log_event(
        DEPARTURE,
        actor_id=actor.id,
        caf_id=agreement.caf_id,
        agreement_id=agreement.pk,
        about=("accounts.user", membership.user_id),
        user=membership.user_id,
        last_day=last_day.isoformat(),
    )


def _fit(old: Grant, start: date, above: Period, today: date) -> Period | None:
    """The days of a role from `start` on, as far as the successor can have them."""
    return fit_inside(Period(max(start, old.valid_from), old.valid_until), ("", above), today=today).period


def _hand_over(
    actor: Actor, agreement: Agreement, roles: Sequence[Grant], successor: User, start: date, found: Departure
) -> None:
    membership = find_current_grant(agreement, successor.pk, Role.PARTNER_USER, actor.today)
    if membership is None:
        found.notes.append(
            f"{agreement.label} ({agreement.caf.name}) : la personne choisie n'y a pas accès, les rôles n'y sont pas repris."
        )
        return
    require(actor, ASSIGN_ROLES, agreement)
    check_may_be_chosen(actor, agreement, successor, Among.SUCCESSORS, "successor")
    outcome = GrantOutcome()
    under = ensure_declarant(actor, agreement, successor, membership, Period(actor.today), outcome)
    for role in {Role(old.role) for old in roles}:
        check_grantable(actor, agreement, successor, role, ASSIGN_ROLES)
    above = fit_to_above(actor, agreement, Period(start), under=under)
    if above.period is None:
        raise ActionError({"successor": above.notes})
    asked = [
        RightToGive(Role(old.role), fitted, activity_id=old.activity_id, site_id=old.site_id)
        for old in roles
        if (fitted := _fit(old, start, above.period, actor.today))
    ]
    held = find_grants_held(successor, agreement, asked)
    new = [right for right in dict.fromkeys(asked) if right not in held]
    outcome.grants += write_grants(actor, successor, agreement, new, parent=under)
    if held:
        has = "Un de ces rôles était déjà tenu" if len(held) == 1 else f"{len(held)} de ces rôles étaient déjà tenus"
        found.notes.append(f"{has} par la personne choisie.")
    if outcome.grants:
        written = Grant.objects.select_related("activity", "site").filter(pk__in=[each.pk for each in outcome.grants])
        lines = [describe_grant(each) for each in written.order_by("id")]
        queue_notice(successor, agreement, RIGHT_GIVEN_MAIL, actor=actor, lines=lines)
    found.given += [each for each in outcome.grants if each.role in AFAS_ROLES]
    longer = GrantOutcome()
    for right, grant in held.items():
        note_held(longer, grant, right.period, right.role.label)
    settle_extensions(actor, agreement, longer, extend=True)
