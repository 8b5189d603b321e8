"""People answer an invitation, and leave where they belong: by themselves, never for somebody else."""

from __future__ import annotations

from django.db import transaction

from portal.accounts.models import User
from portal.base import clock
from portal.base.batches import batch_rows
from portal.base.errors import ActionError, Refused
from portal.habpps.account_help.actions import HelpPlace
from portal.habpps.grants.actions.ending import stop_grant
from portal.habpps.invitations.mails import mark_sent
from portal.habpps.models import Agreement, Caf, Grant, Invitation
from portal.habpps.officials.actions.care import CAFS
from portal.habpps.officials.events import OFFICIAL_ENDED
from portal.habpps.people.actions.care import AGREEMENTS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.holders import administrators
from portal.journal.kinds import EventKind
from portal.journal.writer import log_event

from .events import INVITATION_ACCEPTED, INVITATION_REFUSED, USER_LEFT
from .mails import mail_departure, mail_refusal
from .queries import decide_leaving, own_accesses, standing_together

OVER = "Cette invitation n'est plus valable : l'accès qu'elle donnait a pris fin."
ANSWERED = "Vous avez déjà accepté cette invitation. Pour partir, choisissez «\u00a0Quitter\u00a0» dans «\u00a0Mes droits\u00a0»."
NOT_THERE = "Vous n'avez plus d'accès ici : il n'y a rien à quitter."


def _lock(actor: Actor, access: Grant) -> Grant:
    """Waits for the row of the place, as whoever gives rights there does; then reads the person's access again."""
    if access.agreement_id:
        Agreement.objects.select_for_update().get(pk=access.agreement_id)
    else:
        Caf.objects.select_for_update(no_key=True).get(grants=access)
    return own_accesses(actor.user.pk).get(pk=access.pk)


@transaction.atomic
def accept_invitation(*, actor: Actor, access: Grant) -> Grant:
    """What waited under this access, and all that hangs under it, counts from now on, on its days. Accepted already:
    nothing. Raises ActionError once the access is over."""
    access = _lock(actor, access)
    if access.is_over(actor.today):
        raise ActionError(OVER)
    invitation = Invitation.objects.select_for_update().filter(grants=access).first()
    if invitation is not None:
        _accept(invitation)
        access.refresh_from_db()
    return access


@transaction.atomic
def accept_by_activation(*, actor: Actor) -> None:
    """The account was made for one invitation: who activates it accepts that one, and no other."""
    for invitation in Invitation.objects.select_for_update().filter(user=actor.user, made_account=True).order_by("pk"):
        _accept(invitation)


def _accept(invitation: Invitation) -> None:
    Grant.objects.filter(invitation=invitation).update(invitation=None, accepted_at=clock.now())
    _record(INVITATION_ACCEPTED, invitation.user_id, invitation.agreement, invitation.caf_id)
    invitation.delete()


@transaction.atomic
def refuse_invitation(*, actor: Actor, access: Grant) -> Grant:
    """Ends the access that was offered and all that hangs under it; who invited is told, in their own words. Refused
    already: nothing. Raises ActionError once it is accepted."""
    access = _lock(actor, access)
    invitation = Invitation.objects.select_for_update().filter(grants=access).first()
    if invitation is None:
        raise ActionError(ANSWERED)
    if invitation.refused_at is not None or access.is_over(actor.today):
        return access
    _end_accesses(actor, access, "invitation refusée")
    invitation.refused_at, invitation.link_on, invitation.made_account = clock.now(), None, False
    if invitation.sent_at > invitation.refused_at:
        invitation.sent_at = invitation.refused_at
    invitation.save()
    _record(INVITATION_REFUSED, access.user_id, access.agreement, access.caf_id)
    mail_refusal(access, actor.today)
    access.refresh_from_db()
    return access


@transaction.atomic
def leave_place(*, actor: Actor, access: Grant) -> Grant:
    """« Quitter cette convention », or this Caf: at once, with all that the person holds there.

    Refused for the last administrator able to act. Raises ActionError where there is nothing to leave.
    """
    access = _lock(actor, access)
    if access.is_over(actor.today) or access.invitation_id is not None:
        raise ActionError(NOT_THERE)
    decision = decide_leaving(access, actor.today)
    if not decision:
        raise Refused(decision)
    administrator = access.agreement is not None and access.user_id in administrators(access.agreement, actor.today)
    _end_accesses(actor, access, "départ de la personne")
    _record(USER_LEFT, access.user_id, access.agreement, access.caf_id)
    mail_departure(access, actor.today, administrator=administrator)
    access.refresh_from_db()
    return access


def _end_accesses(actor: Actor, access: Grant, reason: str) -> None:
    with batch_rows():
        for each in standing_together(access, actor.today):
            if each.agreement is not None:
                stop_grant(actor, each, last_day=None, reason=reason)
            else:
                _end_role(actor, each, reason)


def _end_role(actor: Actor, grant: Grant, reason: str) -> None:
    """A role of a Caf."""
    grant.revoked_at, grant.revoked_by = clock.now(), actor.user
    grant.save(update_fields=["revoked_at", "revoked_by"])
    log_event(
        OFFICIAL_ENDED,
        actor_id=actor.id,
        caf_id=grant.caf_id,
        about=("habpps.grant", grant.pk),
        user=grant.user_id,
        role=grant.role,
        last_day=actor.today.isoformat(),
        reason=reason,
    )


def _record(kind: EventKind, user_id: int, agreement: Agreement | None, caf_id: int | None) -> None:
    log_event(
        kind,
        actor_id=user_id,
        caf_id=agreement.caf_id if agreement else caf_id,
        agreement_id=agreement.pk if agreement else None,
        about=("accounts.user", user_id),
    )


def send_due_links() -> int:
    """The links of invitations whose access opens; how many left. Days that changed since are followed."""
    due = Invitation.objects.filter(link_on__isnull=False, refused_at=None).order_by("pk")
    return sum(_send_due_link(invitation) for invitation in due)


@transaction.atomic
def _send_due_link(invitation: Invitation) -> int:
    today = clock.today()
    User.objects.select_for_update().get(
        pk=invitation.user_id
    )  # before the invitation, as who activates an account does
    found = Invitation.objects.select_for_update().filter(pk=invitation.pk, link_on__isnull=False).first()
    if found is None:
        return 0
    accesses = own_accesses(found.user_id).filter(invitation=found).standing(today)
    access = accesses.order_by("valid_from", "pk").first()
    closed = access is not None and access.agreement is not None and access.agreement.state == Agreement.State.CLOSED
    if access is None or access.given_by is None or closed:
        found.link_on = None
        found.sent_at = max(found.created_at, min(found.sent_at, clock.now()))
        found.save(update_fields=["link_on", "sent_at"])
        return 0
    place: HelpPlace = AGREEMENTS if access.agreement is not None else CAFS
    if access.valid_from <= today:
        place.send_invitation(Actor(access.given_by, today), access, found)
        return 1
    mark_sent(found, access.valid_from)
    return 0
