"""The account of somebody who has access to a convention: looked after, never weakened for the others it serves."""

from __future__ import annotations

from django.db import transaction

from portal.accounts.models import User
from portal.accounts.passwords.actions import send_password_reset
from portal.accounts.second_factor.actions import remove_second_factor
from portal.accounts.sessions.actions import end_all_sessions
from portal.accounts.tries.actions import lift_sign_in_delays
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.grants.actions.locking import agreement_of, lock_agreement
from portal.habpps.invitations.actions import describe_actor, phone_digits, send_invitation
from portal.habpps.models import Agreement, Grant, Invitation
from portal.habpps.permissions import MANAGE_USERS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, require
from portal.habpps.rights.roles import PARTNER_ROLES, Role
from portal.habpps.rights.shown import invitation_of
from portal.journal.writer import log_event

from ..rules import may_touch_account


def decide_care(actor: Actor, membership: Grant, *, waits: bool | None = None) -> Decision:
    """May the actor touch the account behind this access? Reads what else the account serves, and whether its
    invitation waits unless told."""
    agreement = agreement_of(membership)
    if waits is None:
        waits = invitation_of(agreement.pk, membership.user_id) is not None
    return may_touch_account(
        actor_id=actor.id,
        user_id=membership.user_id,
        waits=waits,
        official=is_official(membership.user_id),
        serves_others=serves_others(membership.user_id, agreement),
        by_caf=any(grant.role is Role.CAF_ADMIN and grant.caf_id == agreement.caf_id for grant in actor.grants),
    )


def is_official(user_id: int) -> bool:
    """Does the account hold rights of a Caf or of the nation?"""
    return Grant.objects.filter(user=user_id, revoked_at=None).exclude(role__in=PARTNER_ROLES).exists()


def serves_others(user_id: int, agreement: Agreement) -> bool:
    """Does the account hold rights under another partner? Its holder, or a Caf, looks after it then."""
    held = Grant.objects.filter(user=user_id, revoked_at=None, agreement__isnull=False)
    return held.exclude(agreement__partner_id=agreement.partner_id).exists()


def _locked(actor: Actor, membership: Grant) -> tuple[Actor, Agreement, Grant]:
    require(actor, MANAGE_USERS, membership.agreement)
    actor, agreement = lock_agreement(actor, agreement_of(membership), MANAGE_USERS)
    membership = Grant.objects.select_related("user", "agreement").get(pk=membership.pk, role=Role.PARTNER_USER)
    return actor, agreement, membership


def _check_care(actor: Actor, membership: Grant) -> None:
    decision = decide_care(actor, membership)
    if membership.is_over(actor.today):
        decision = Decision(False, "L'accès de cette personne à la convention a pris fin.")
    if not decision:
        raise Refused(Decision(False, decision.reason, permission=MANAGE_USERS))


@transaction.atomic
def change_contact(*, actor: Actor, membership: Grant, phone: str, phone_again: str, mobility: str) -> User:
    """The telephone and the kind of post of somebody who has access to this partner only.

    Raises ActionError "phone_again"; Refused when the account serves others too.
    """
    actor, agreement, membership = _locked(actor, membership)
    if phone_digits(phone) != phone_digits(phone_again):
        raise ActionError({"phone_again": ["Les deux numéros sont différents. Saisissez deux fois le même."]})
    _check_care(actor, membership)
    user = User.objects.select_for_update().get(pk=membership.user_id)
    typed = {"phone": phone.strip(), "mobility": mobility}
    changed = [name for name, value in typed.items() if getattr(user, name) != value]
    if changed:
        for name in changed:
            setattr(user, name, typed[name])
        user.save(update_fields=changed)
        log_event(
            "habpps.contact_changed",
            actor_id=actor.id,
            caf_id=agreement.caf_id,
            agreement_id=agreement.pk,
            about=("accounts.user", user.pk),
            user=user.pk,
            fields=changed,
        )
    return user


@transaction.atomic
def reset_password(*, actor: Actor, membership: Grant) -> User:
    """« Réinitialiser le mot de passe »: a link leaves to the person's own address, the invitation anew as long as it
    waits. Nothing is shown to who asks, and the present password still works. Raises ActionError on a closed account."""
    actor, agreement, membership = _locked(actor, membership)
    if membership.is_over(actor.today):
        raise ActionError("L'accès de cette personne à la convention a pris fin.")
    user = membership.user
    waits = invitation_of(agreement.pk, user.pk)
    if waits is not None or user.state == User.State.PENDING:
        _invite_again(actor, agreement, user, waits)
    else:
        scope = {"caf_id": agreement.caf_id, "agreement_id": agreement.pk}
        send_password_reset(actor=actor.user, user=user, by=describe_actor(actor, agreement), **scope)
    return user


def _invite_again(actor: Actor, agreement: Agreement, user: User, invitation: Invitation | None) -> None:
    send_invitation(actor, agreement, user)
    if invitation is not None:
        invitation.sent_at = clock.now()
        invitation.save(update_fields=["sent_at"])
    log_event(
        "habpps.invitation_sent_again",
        actor_id=actor.id,
        caf_id=agreement.caf_id,
        agreement_id=agreement.pk,
        about=("accounts.user", user.pk),
        user=user.pk,
    )


@transaction.atomic
def resend_invitation(*, actor: Actor, membership: Grant) -> User:
    """« Renvoyer l'invitation », while it waits. Raises ActionError once it is answered."""
    actor, agreement, membership = _locked(actor, membership)
    invitation = invitation_of(agreement.pk, membership.user_id)
    answered = invitation is None and membership.user.state != User.State.PENDING
    if answered or membership.is_over(actor.today):
        raise ActionError(
            "Il n'y a plus d'invitation à renvoyer : cette personne y a répondu, ou son accès a pris fin."
        )
    _invite_again(actor, agreement, membership.user, invitation)
    return membership.user


@transaction.atomic
def end_sessions(*, actor: Actor, membership: Grant) -> User:
    """Signs the person out everywhere."""
    actor, _, membership = _locked(actor, membership)
    _check_care(actor, membership)
    end_all_sessions(actor=actor.user, user=membership.user)
    return membership.user


@transaction.atomic
def unlock_sign_in(*, actor: Actor, membership: Grant) -> User:
    """Ends the growing delays that failed sign-ins have brought upon the account."""
    actor, _, membership = _locked(actor, membership)
    _check_care(actor, membership)
    lift_sign_in_delays(actor=actor.user, user=membership.user)
    return membership.user


@transaction.atomic
def reset_second_factor(*, actor: Actor, membership: Grant) -> User:
    """Removes the second factor of somebody who has lost it; its owner is told. ActionError when there is none."""
    actor, agreement, membership = _locked(actor, membership)
    _check_care(actor, membership)
    scope = {"caf_id": agreement.caf_id, "agreement_id": agreement.pk}
    remove_second_factor(actor=actor.user, user=membership.user, by=describe_actor(actor, agreement), **scope)
    return membership.user
