"""Help for the account of somebody who belongs to a convention or a Caf, by those who administer it there.

The place says who may help and in whose name (`HelpPlace`); what is done to the account is the same everywhere.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from django.db import transaction

from portal.accounts.identity import clean_email
from portal.accounts.models import User
from portal.accounts.passwords.actions import send_password_reset
from portal.accounts.second_factor.actions import remove_second_factor
from portal.accounts.sessions.actions import end_all_sessions
from portal.accounts.tries.actions import lift_sign_in_delays
from portal.base.errors import ActionError, Refused
from portal.habpps.grants.actions.locking import check_not_suspended
from portal.habpps.invitations.actions import Identity, find_account, move_invitation, readdress_invitation
from portal.habpps.invitations.events import INVITATION_CORRECTED, INVITATION_SENT_AGAIN
from portal.habpps.models import Grant, Invitation
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, grantable_roles, refuse
from portal.habpps.rights.permissions import Permission
from portal.habpps.rights.shown import invitation_of
from portal.journal.models import Entry
from portal.journal.writer import log_event

from .rules import MOST_CORRECTIONS, Refusals, Relation, may_touch_account


class HelpPlace(ABC):
    """A kind of place that holds people: conventions, or Cafs. A person belongs to it by a grant.

    `over` and `no_invitation` say in French why nothing is done once that grant is over, or the invitation answered;
    `not_theirs`: why an invitation is corrected by somebody else.
    """

    permission: Permission
    refusals: Refusals
    over: str
    no_invitation: str
    not_theirs: str

    @abstractmethod
    def lock(self, actor: Actor, grant: Grant) -> tuple[Actor, Grant]:
        """Waits for the row of the place, then reads the actor's grants and the person's again. Raises Refused."""

    def decide(self, actor: Actor, grant: Grant, *, invited: bool) -> Decision:
        """May the actor do more for the account than send a link? `invited`: the invitation is not accepted. Reads what
        else the account serves."""
        return may_touch_account(self.relate(actor, grant, invited=invited), self.refusals)

    @abstractmethod
    def relate(self, actor: Actor, grant: Grant, *, invited: bool) -> Relation:
        """Who helps whom here."""

    @abstractmethod
    def describe_actor(self, actor: Actor, grant: Grant) -> str:
        """Who helps, and in whose name, as the mails say it."""

    @abstractmethod
    def send_invitation(
        self, actor: Actor, grant: Grant, invitation: Invitation | None, *, is_new: bool = False
    ) -> None:
        """The mail of the invitation: once more, or to another address; `is_new`: to an account made just now."""

    def refusal(self, reason: str) -> Refused:
        return Refused(Decision(False, reason, permission=self.permission))

    def check(self, actor: Actor, grant: Grant) -> None:
        """Under the lock. Refused when the account is not to be touched."""
        decision = self.decide(actor, grant, invited=invitation_of(grant) is not None)
        if grant.is_over(actor.today):
            decision = refuse(self.over)
        if not decision:
            raise self.refusal(decision.reason)


@transaction.atomic
def resend_invitation(*, place: HelpPlace, actor: Actor, grant: Grant) -> User:
    """« Renvoyer l'invitation », while it waits. Raises ActionError once it is answered."""
    actor, grant = place.lock(actor, grant)
    invitation = invitation_of(grant)
    if grant.is_over(actor.today) or not _waits(grant, invitation):
        raise ActionError(place.no_invitation)
    _invite_again(place, actor, grant, invitation)
    return grant.user


@transaction.atomic
def reset_password(*, place: HelpPlace, actor: Actor, grant: Grant) -> User:
    """« Réinitialiser le mot de passe »: a link leaves to the person's own address, the invitation anew as long as it
    waits. Nothing is shown to who asks, and the present password still works. Raises ActionError on a closed account."""
    actor, grant = place.lock(actor, grant)
    if grant.is_over(actor.today):
        raise ActionError(place.over)
    invitation = invitation_of(grant)
    if _waits(grant, invitation):
        _invite_again(place, actor, grant, invitation)
    else:
        by = place.describe_actor(actor, grant)
        send_password_reset(actor=actor.user, user=grant.user, by=by, **_scope(grant))
    return grant.user


@transaction.atomic
def correct_address(*, place: HelpPlace, actor: Actor, grant: Grant, email: str, email_again: str) -> Grant:
    """« Corriger l'adresse »: the invitation that waits leaves anew, to the right address; the link that went to the wrong
    one stops working. Whether either address has an account shows in nothing.

    By who may give every right that it holds: to correct the address of an administrator is to name one. Raises
    ActionError: "email", "email_again", "" once it is answered; Refused.
    """
    actor, grant = place.lock(actor, grant)
    invitation = Invitation.objects.select_for_update().filter(grants=grant, refused_at=None).first()
    if invitation is None or grant.is_over(actor.today):
        raise ActionError(place.no_invitation)
    address = _check_address(actor, invitation, email, email_again)
    _check_theirs(place, actor, grant)
    known = find_account(address)
    if known is not None:
        _check_free(actor, grant, known)
    old = grant.user
    is_new = False
    if known is not None or not readdress_invitation(invitation, old, address):
        moved = move_invitation(actor, invitation, known, address)
        invitation, is_new = moved.invitation, moved.is_new
    grant = Grant.objects.select_related("user", "agreement", "caf").get(pk=grant.pk)
    place.send_invitation(actor, grant, invitation, is_new=is_new)
    log_event(
        INVITATION_CORRECTED,
        actor_id=actor.id,
        about=("accounts.user", grant.user_id),
        user=grant.user_id,
        was=old.pk,
        **_scope(grant),
    )
    return grant


def _check_address(actor: Actor, invitation: Invitation, email: str, email_again: str) -> str:
    Identity("", "", email, email_again).check()
    address = clean_email(email)
    if address == invitation.email.lower():
        raise ActionError(
            {"email": ["C'est l'adresse qui a servi : indiquez celle qu'il fallait, ou renvoyez l'invitation."]}
        )
    done = Entry.objects.filter(kind=INVITATION_CORRECTED.name, at__date=actor.today)
    of_place = {"agreement_id": invitation.agreement_id} if invitation.agreement_id else {"caf_id": invitation.caf_id}
    if done.filter(**of_place).count() >= MOST_CORRECTIONS:
        raise ActionError(f"{MOST_CORRECTIONS} adresses ont déjà été corrigées aujourd'hui : continuez demain.")
    return address


def _check_theirs(place: HelpPlace, actor: Actor, grant: Grant) -> None:
    held = Grant.objects.filter(user=grant.user_id, agreement=grant.agreement_id, caf=grant.caf_id).standing(
        actor.today
    )
    caf_id = grant.agreement.caf_id if grant.agreement else grant.caf_id
    grantable = grantable_roles(actor, caf_id=caf_id or 0, agreement_id=grant.agreement_id)
    if not set(held.order_by().values_list("role", flat=True)) <= set(grantable):
        raise place.refusal(place.not_theirs)


def _check_free(actor: Actor, grant: Grant, known: User) -> None:
    """An account that is here already, or was during these days, is not invited a second time; nor is oneself."""
    if known.pk == actor.id:
        raise ActionError({"email": ["C'est votre propre adresse : indiquez celle de la personne invitée."]})
    here = Grant.objects.filter(user=known, agreement=grant.agreement_id, caf=grant.caf_id).standing(grant.valid_from)
    if here.exists():
        raise ActionError({"email": ["La personne de cette adresse a déjà accès ici."]})
    if grant.agreement is not None:
        check_not_suspended(grant.agreement, known.pk)


def _waits(grant: Grant, invitation: Invitation | None) -> bool:
    return invitation is not None or grant.user.state == User.State.PENDING


def _invite_again(place: HelpPlace, actor: Actor, grant: Grant, invitation: Invitation | None) -> None:
    place.send_invitation(actor, grant, invitation)
    log_event(
        INVITATION_SENT_AGAIN,
        actor_id=actor.id,
        about=("accounts.user", grant.user_id),
        user=grant.user_id,
        **_scope(grant),
    )


def _scope(grant: Grant) -> dict[str, int | None]:
    """Where the journal and the mails of what is done lie."""
    if grant.agreement is None:
        return {"caf_id": grant.caf_id}
    return {"caf_id": grant.agreement.caf_id, "agreement_id": grant.agreement.pk}


@transaction.atomic
def end_sessions(*, place: HelpPlace, actor: Actor, grant: Grant) -> User:
    """Signs the person out everywhere."""
    actor, grant = place.lock(actor, grant)
    place.check(actor, grant)
    end_all_sessions(actor=actor.user, user=grant.user)
    return grant.user


@transaction.atomic
def unlock_sign_in(*, place: HelpPlace, actor: Actor, grant: Grant) -> User:
    """Ends the growing delays that failed sign-ins have brought upon the account."""
    actor, grant = place.lock(actor, grant)
    place.check(actor, grant)
    lift_sign_in_delays(actor=actor.user, user=grant.user)
    return grant.user


@transaction.atomic
def reset_second_factor(*, place: HelpPlace, actor: Actor, grant: Grant) -> User:
    """Removes the second factor of somebody who has lost it; its owner is told. ActionError when there is none."""
    actor, grant = place.lock(actor, grant)
    place.check(actor, grant)
    by = place.describe_actor(actor, grant)
    remove_second_factor(actor=actor.user, user=grant.user, by=by, **_scope(grant))
    return grant.user
