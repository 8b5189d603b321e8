"""A person's access to a convention: closed with all that hangs under it, opened again without it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from portal.base.errors import ActionError, Refused
from portal.habpps.grants.actions.ending import (
    check_last_day,
    decide_grant_end,
    kept_until,
    sign_out_without_rights,
    stop_grant,
)
from portal.habpps.grants.actions.giving import give_right
from portal.habpps.grants.actions.locking import (
    GrantOutcome,
    agreement_of,
    check_grantable,
    check_not_suspended,
    check_open,
    find_current_grant,
    lock_agreement,
)
from portal.habpps.grants.mails import RIGHT_GIVEN_MAIL, describe_end, describe_grant, queue_notice
from portal.habpps.invitations.actions import invite_again
from portal.habpps.invitations.mails import send_invitation
from portal.habpps.models import Agreement, Grant
from portal.habpps.people.mails import ACCESS_CLOSED_MAIL
from portal.habpps.permissions import ASSIGN_ROLES, MANAGE_USERS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, require
from portal.habpps.rights.periods import Period, asked_period
from portal.habpps.rights.roles import AFAS_ROLES, GROUP_ROLES, Role

from .users import ensure_declarant


@transaction.atomic
def close_user(*, actor: Actor, membership: Grant, last_day: date | None = None, reason: str = "") -> GrantOutcome:
    """Ends somebody's access to the convention, and all that hangs under it, after `last_day`, or at once without.

    At once, an account that has nothing else is signed out everywhere. An access already over: nothing.
    Raises ActionError "last_day"; Refused for oneself and for the last administrator.
    """
    require(actor, MANAGE_USERS, membership.agreement)
    actor, agreement = lock_agreement(actor, agreement_of(membership), MANAGE_USERS)
    membership = Grant.objects.select_related("user").get(pk=membership.pk, role=Role.PARTNER_USER)
    if not membership.is_over(actor.today):
        check_last_day(actor, last_day, membership)
    return GrantOutcome(close_access(actor, agreement, membership, last_day, reason))


def why_not_closed(actor: Actor, membership: Grant, last_day: date | None = None) -> str:
    """French: why the actor may not end this access after the day, or at once without; empty when they may. For a page
    that asks first."""
    if membership.is_over(actor.today):
        return ""
    return _decide(actor, agreement_of(membership), membership, last_day).reason


def _decide(actor: Actor, agreement: Agreement, membership: Grant, last_day: date | None) -> Decision:
    return decide_grant_end(actor, agreement, membership, kept=kept_until(membership, last_day))


def close_access(
    actor: Actor, agreement: Agreement, membership: Grant, last_day: date | None, reason: str
) -> list[Grant]:
    """What `close_user` does once it holds the convention's row: the rights that it ended."""
    if membership.is_over(actor.today):
        return []
    check_last_day(actor, last_day)
    decision = _decide(actor, agreement, membership, last_day)
    if not decision:
        raise Refused(Decision(False, decision.reason, permission=MANAGE_USERS))
    stopped = stop_grant(actor, membership, last_day=last_day, reason=" ".join(reason.split()))
    # The sessions of an account whose holder has accepted nothing here are none of the convention's business.
    if last_day is None and membership.invitation_id is None:
        sign_out_without_rights(actor, membership.user)
    if stopped:
        queue_notice(membership.user, agreement, ACCESS_CLOSED_MAIL, actor=actor, lines=[describe_end(last_day)])
    return stopped


@transaction.atomic
def reopen_user(
    *,
    actor: Actor,
    membership: Grant,
    valid_from: date,
    valid_until: date | None = None,
    late_reason: str = "",
    again: Sequence[Grant] = (),
) -> GrantOutcome:
    """Gives back to somebody an access that is over, as a new one; of what hung under it, only `again`.

    `grants[0]` is the membership. Raises ActionError: "again", dates, "late_reason", "" while the person has access; Refused for
    oneself, for somebody whom the Caf suspends, for a role that the actor may not give.
    """
    require(actor, MANAGE_USERS, membership.agreement)
    actor, agreement = lock_agreement(actor, agreement_of(membership), MANAGE_USERS)
    check_open(agreement, MANAGE_USERS)
    membership = Grant.objects.select_related("user").get(pk=membership.pk, role=Role.PARTNER_USER)
    user, period = membership.user, asked_period(valid_from, valid_until)
    if find_current_grant(agreement, user.pk, Role.PARTNER_USER, actor.today):
        raise ActionError("Cette personne a déjà accès à la convention : changez les dates de cet accès.")
    check_not_suspended(agreement, user.pk)
    check_grantable(actor, agreement, user, Role.PARTNER_USER, MANAGE_USERS)
    invitation = invite_again(user, agreement=agreement)
    outcome = give_right(actor, user, Role.PARTNER_USER, agreement, period, late_reason=late_reason)
    for old in sorted(again, key=lambda grant: grant.group_id is None):
        outcome.add(_again(actor, agreement, outcome.grants[0], old, period, outcome, late_reason))
    if invitation is not None:
        send_invitation(actor, agreement, user, invitation)
        return outcome
    found = Grant.objects.select_related("activity", "site", "late_by").filter(
        pk__in=[grant.pk for grant in outcome.grants]
    )
    queue_notice(
        user, agreement, RIGHT_GIVEN_MAIL, actor=actor, lines=[describe_grant(grant) for grant in found.order_by("id")]
    )
    return outcome


def _again(
    actor: Actor,
    agreement: Agreement,
    membership: Grant,
    old: Grant,
    period: Period,
    outcome: GrantOutcome,
    late_reason: str,
) -> GrantOutcome:
    """One of the rights that the person had here, given anew under the new access."""
    if old.user_id != membership.user_id or old.agreement_id != agreement.pk:
        raise ActionError({"again": ["Choisissez parmi les droits que cette personne avait ici."]})
    last = old.activity.closes_on if old.activity else old.site.closed_on if old.site else None
    if last is not None and last <= period.start:
        raise ActionError({"again": [f"Ce lieu ou cette activité est fermé : {old.activity or old.site}."]})
    role = Role(old.role)
    if role in GROUP_ROLES.values():
        check_grantable(actor, agreement, membership.user, role, MANAGE_USERS)
        return give_right(
            actor,
            membership.user,
            role,
            agreement,
            period,
            under=membership,
            group=old.group,
            late_reason=late_reason,
        )
    if role not in AFAS_ROLES:
        raise ActionError({"again": ["Ce droit ne se redonne pas ici."]})
    require(actor, ASSIGN_ROLES, agreement)
    check_grantable(actor, agreement, membership.user, role, ASSIGN_ROLES)
    under = ensure_declarant(actor, agreement, membership.user, membership, period, outcome, late_reason=late_reason)
    return give_right(
        actor,
        membership.user,
        role,
        agreement,
        period,
        under=under,
        activity_id=old.activity_id,
        site_id=old.site_id,
        late_reason=late_reason,
    )
