"""Help for the account of somebody who belongs to a convention or a Caf, by those who administer it there.

The place says who may help and in whose name (`HelpPlace`); what is done to the account is the same everywhere.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from django.db import transaction

from portal.accounts.models import User
from portal.accounts.passwords.actions import send_password_reset
from portal.accounts.second_factor.actions import remove_second_factor
from portal.accounts.sessions.actions import end_all_sessions
from portal.accounts.tries.actions import lift_sign_in_delays
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.invitations.events import INVITATION_SENT_AGAIN
from portal.habpps.models import Grant, Invitation
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, refuse
from portal.habpps.rights.permissions import Permission
from portal.habpps.rights.shown import invitation_of
from portal.journal.writer import log_event


class HelpPlace(ABC):
    """A kind of place that holds people: conventions, or Cafs. A person belongs to it by a grant.

    `over` and `no_invitation` say in French why nothing is done once that grant is over, or the invitation answered.
    """

    permission: Permission
    over: str
    no_invitation: str

    @abstractmethod
    def lock(self, actor: Actor, grant: Grant) -> tuple[Actor, Grant]:
        """Waits for the row of the place, then reads the actor's grants and the person's again. Raises Refused."""

    @abstractmethod
    def decide(self, actor: Actor, grant: Grant, *, invited: bool) -> Decision:
        """May the actor do more for the account than send a link? `invited`: the invitation waits for its answer."""

    @abstractmethod
    def describe_actor(self, actor: Actor, grant: Grant) -> str:
        """Who helps, and in whose name, as the mails say it."""

    @abstractmethod
    def send_invitation(self, actor: Actor, grant: Grant) -> None:
        """The mail of the invitation, once more."""

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


def _waits(grant: Grant, invitation: Invitation | None) -> bool:
    return invitation is not None or grant.user.state == User.State.PENDING


def _invite_again(place: HelpPlace, actor: Actor, grant: Grant, invitation: Invitation | None) -> None:
    place.send_invitation(actor, grant)
    if invitation is not None:
        invitation.sent_at = clock.now()
        invitation.save(update_fields=["sent_at"])
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
