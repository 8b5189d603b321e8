"""The mails of an invitation: to the person, and to those who wait for the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.utils import timezone

from portal.accounts.lifecycle.actions import reissue_activation, restart_account, send_access
from portal.accounts.lifecycle.mails import ACTIVATION_MAIL
from portal.accounts.models import User
from portal.base import clock
from portal.habpps.grants.examples import access_example, ending_example
from portal.habpps.grants.mails import RIGHT, describe_grant
from portal.habpps.models import Agreement, Grant, Invitation
from portal.habpps.models.grants import GrantQuerySet
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.labels import partner_in_mails
from portal.habpps.rights.roles import ACCESS_ROLES
from portal.mail.kinds import MailKind, declare_mails
from portal.mail.outbox import queue_mail, render_mail

ACCESS_GIVEN_MAIL = MailKind(
    "habpps/access_given",
    "Accès donné à une personne qui avait déjà un compte",
    lambda: access_example(lines=[RIGHT], opens_on=date(2027, 2, 1), waits=True),
)
INVITATION_LAPSED_MAIL = MailKind(
    "habpps/invitation_lapsed",
    "Invitation restée sans réponse",
    lambda: ending_example(person="Camille Exemple", email="camille@exemple.fr", public_id="2345678abcde"),
)

declare_mails(ACCESS_GIVEN_MAIL, INVITATION_LAPSED_MAIL)


@dataclass(frozen=True)
class Offer:
    """What an invitation says. `rights`: a line of French each; `opens_on`: the first day, where it is still to come."""

    invited_by: str
    rights: list[str]
    opens_on: date | None

    @classmethod
    def of(cls, invited_by: str, held: GrantQuerySet, today: date) -> Offer:
        """Of all that somebody holds, or will hold, in one place."""
        return cls.saying(invited_by, held.standing(today).select_related("activity", "site").order_by("pk"), today)

    @classmethod
    def saying(cls, invited_by: str, standing: Iterable[Grant], today: date) -> Offer:
        """`standing`: with their activities and sites."""
        standing = list(standing)
        first = min((grant.valid_from for grant in standing if grant.role in ACCESS_ROLES), default=today)
        return cls(invited_by, [describe_grant(grant) for grant in standing], first if first > today else None)


def send_invitation(
    actor: Actor,
    agreement: Agreement,
    user: User,
    invitation: Invitation | None,
    *,
    is_new: bool = False,
    given: Sequence[Grant] = (),
) -> None:
    """The one mail by which somebody learns of an access to a convention, with all that they may do there and the day on
    which it opens. `is_new`: the account was made in this transaction; `given`: all its rights, with their places."""
    inviter = describe_inviter(actor, agreement)
    if is_new and given:
        offer = Offer.saying(inviter, given, actor.today)
    else:
        offer = Offer.of(inviter, Grant.objects.filter(agreement=agreement, user=user), actor.today)

    def write_to_known(scope: dict[str, Any]) -> None:
        draft = agreement.state == Agreement.State.DRAFT
        told = {"agreement": agreement, "partner": partner_in_mails(agreement), "given_by": actor.user, "draft": draft}
        told |= {"lines": offer.rights, "opens_on": offer.opens_on, "waits": invitation is not None}
        queue_mail(ACCESS_GIVEN_MAIL, to=user, context=told, **scope)

    scope = {"caf_id": agreement.caf_id, "agreement_id": agreement.pk}
    send_offer(actor.user, user, invitation, offer, write_to_known, is_new=is_new, **scope)


def send_offer(
    giver: User,
    user: User,
    invitation: Invitation | None,
    offer: Offer,
    write_to_known: Callable[[dict[str, Any]], None],
    *,
    is_new: bool,
    **scope: Any,
) -> None:
    """The first link of an account that nobody uses yet; `write_to_known(scope)` for one in use.

    An access that opens later is announced now; the link leaves on the day (`send_due_links`), so that it is alive then.
    """
    words: dict[str, Any] = {
        "invited_by": offer.invited_by,
        "rights": offer.rights,
        "opens_on": offer.opens_on,
        **scope,
    }
    if is_new:
        send_access(user, actor_id=giver.pk, is_new=True, **words)
    elif user.state == User.State.PENDING:
        reissue_activation(actor=giver, user=user, **words)
    elif user.state == User.State.CLOSED:
        # An account is closed because nobody used it: whoever is invited again begins again.
        restart_account(actor=giver, user=user, **words)
        _mark_as_maker(invitation, user)
    else:
        # Rendered for nobody: who measures the answer must not tell an account that exists from a new one.
        nothing = {"recipient": user, "link": settings.PORTAL_ORIGIN, "hours": 0}
        render_mail(ACTIVATION_MAIL.name, {**nothing, "invited_by": "", "rights": offer.rights})
        write_to_known(scope)
    if invitation is not None and not (is_new and offer.opens_on is None):  # made, and sent, just now
        mark_sent(invitation, offer.opens_on)


def _mark_as_maker(invitation: Invitation | None, user: User) -> None:
    """Whoever activates the account that was begun again accepts this invitation, and no former one."""
    Invitation.objects.filter(user=user, made_account=True).update(made_account=False)
    if invitation is not None:
        invitation.made_account = True
        invitation.save(update_fields=["made_account"])


def mark_sent(invitation: Invitation, opens_on: date | None) -> None:
    invitation.link_on = opens_on
    invitation.sent_at = _midnight(opens_on) if opens_on else clock.now()
    invitation.save(update_fields=["link_on", "sent_at"])


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def describe_inviter(actor: Actor, agreement: Agreement) -> str:
    """Who asks somebody to come, and where to: the first thing that a mail from an unknown portal must say."""
    where = agreement.partner.name if _own(actor, agreement) else f"{agreement.caf.name}, pour {agreement.partner.name}"
    return f"{actor.user.get_full_name()} ({where})"


def describe_actor(actor: Actor, agreement: Agreement) -> str:
    """Who does something to somebody's account, and in whose name: the partner's, or else the Caf's."""
    where = agreement.partner.name if _own(actor, agreement) else agreement.caf.name
    return f"{actor.user.get_full_name()} ({where})"


def _own(actor: Actor, agreement: Agreement) -> bool:
    return any(grant.agreement_id == agreement.pk for grant in actor.grants)
