"""The account of somebody of the Caf: looked after by its administrators, never weakened for the others it serves."""

from __future__ import annotations

from django.db import transaction

from portal.accounts.models import User
from portal.accounts.passwords.actions import send_password_reset
from portal.accounts.second_factor.actions import remove_second_factor
from portal.accounts.sessions.actions import end_all_sessions
from portal.accounts.tries.actions import lift_sign_in_delays
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.models import Caf, Grant, Invitation
from portal.habpps.permissions import MANAGE_OFFICIALS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision
from portal.habpps.rights.roles import Role
from portal.habpps.rights.shown import caf_invitation_of
from portal.journal.writer import log_event

from ..mails import invited_by, mail_named
from ..rules import NOT_ONESELF, OVER, may_touch_official
from .naming import caf_of, lock_caf


def decide_official_care(actor: Actor, grant: Grant) -> Decision:
    """May the actor touch the account behind this role? Reads what else the account serves."""
    held = set(Grant.objects.filter(user=grant.user_id, revoked_at=None).values_list("role", "caf_id"))
    return may_touch_official(
        actor_id=actor.id,
        user_id=grant.user_id,
        waits=caf_invitation_of(grant) is not None or grant.user.state == User.State.PENDING,
        national=any(role == Role.NATIONAL_ADMIN for role, _ in held),
        serves_others=any(caf_id != grant.caf_id for _, caf_id in held),
        by_nation=actor.has_role(Role.NATIONAL_ADMIN),
    )


def _refuse(reason: str) -> Refused:
    return Refused(Decision(False, reason, permission=MANAGE_OFFICIALS))


def _locked(actor: Actor, grant: Grant) -> tuple[Actor, Caf, Grant]:
    """Under the Caf's row; Refused for oneself and for a role that is over."""
    actor, caf = lock_caf(actor, caf_of(grant))
    grant = Grant.objects.select_related("user").get(pk=grant.pk)
    if grant.user_id == actor.id:
        raise _refuse(NOT_ONESELF)
    if grant.is_over(actor.today):
        raise _refuse(OVER)
    return actor, caf, grant


def _touchable(actor: Actor, grant: Grant) -> tuple[Actor, Caf, Grant]:
    actor, caf, grant = _locked(actor, grant)
    decision = decide_official_care(actor, grant)
    if not decision:
        raise _refuse(decision.reason)
    return actor, caf, grant


@transaction.atomic
def resend_official_invitation(*, actor: Actor, grant: Grant) -> User:
    """« Renvoyer l'invitation », while it waits. Raises ActionError once it is answered."""
    actor, caf, grant = _locked(actor, grant)
    invitation = caf_invitation_of(grant)
    if invitation is None and grant.user.state != User.State.PENDING:
        raise ActionError("Il n'y a plus d'invitation à renvoyer : cette personne y a répondu.")
    _invite_again(actor, caf, grant, invitation)
    return grant.user


@transaction.atomic
def reset_official_password(*, actor: Actor, grant: Grant) -> User:
    """A link leaves to the person's own address; the invitation anew as long as it waits. The present password still
    works, and nothing is shown to who asks."""
    actor, caf, grant = _locked(actor, grant)
    invitation = caf_invitation_of(grant)
    if invitation is not None or grant.user.state == User.State.PENDING:
        _invite_again(actor, caf, grant, invitation)
    else:
        send_password_reset(actor=actor.user, user=grant.user, by=invited_by(actor, caf), caf_id=caf.pk)
    return grant.user


def _invite_again(actor: Actor, caf: Caf, grant: Grant, invitation: Invitation | None) -> None:
    mail_named(actor, caf, grant)
    if invitation is not None:
        invitation.sent_at = clock.now()
        invitation.save(update_fields=["sent_at"])
    log_event(
        "habpps.invitation_sent_again",
        actor_id=actor.id,
        caf_id=caf.pk,
        about=("accounts.user", grant.user_id),
        user=grant.user_id,
    )


@transaction.atomic
def end_official_sessions(*, actor: Actor, grant: Grant) -> User:
    """Signs the person out everywhere."""
    actor, _, grant = _touchable(actor, grant)
    end_all_sessions(actor=actor.user, user=grant.user)
    return grant.user


@transaction.atomic
def unlock_official(*, actor: Actor, grant: Grant) -> User:
    """Ends the growing delays that failed sign-ins have brought upon the account."""
    actor, _, grant = _touchable(actor, grant)
    lift_sign_in_delays(actor=actor.user, user=grant.user)
    return grant.user


@transaction.atomic
def reset_official_factor(*, actor: Actor, grant: Grant) -> User:
    """Removes the second factor of somebody who has lost it; its owner is told. ActionError when there is none."""
    actor, caf, grant = _touchable(actor, grant)
    remove_second_factor(actor=actor.user, user=grant.user, by=invited_by(actor, caf), caf_id=caf.pk)
    return grant.user
