"""The accounts of the people whom a convention names: found by their e-mail, or created."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from portal.accounts.identity import clean_name, clean_phone, read_name
from portal.accounts.lifecycle.actions import create_account, reissue_activation, restart_account
from portal.accounts.lifecycle.mails import ACTIVATION_MAIL
from portal.accounts.models import User
from portal.base import clock
from portal.base.errors import ActionError
from portal.base.formats import listed
from portal.base.ordering import empty_last
from portal.base.typed import Unreadable, normal_email, read_email, read_phone
from portal.habpps.grants.mails import queue_reminder
from portal.habpps.models import Agreement, Caf, Grant, Invitation
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.holders import effective_administrators
from portal.habpps.rights.labels import partner_in_mails
from portal.habpps.rights.namesakes import find_namesakes
from portal.habpps.rights.roles import Role
from portal.journal.writer import log_event
from portal.mail.outbox import queue_mail, render_mail

from .events import USER_CREATED
from .mails import ACCESS_GIVEN_MAIL, INVITATION_LAPSED_MAIL


def remind_of_invitations(*, actor: Actor | None = None) -> int:
    """To the administrators of the convention, once: an invitation has lapsed unanswered; how many mails.

    The same for a new account and for one that existed before: a mail must not tell them apart.
    """
    lapsed = clock.now() - timedelta(hours=settings.ACTIVATION_HOURS)
    found = (
        Invitation.objects.filter(Invitation.WAITING, sent_at__lte=lapsed, agreement__state=Agreement.State.VALIDATED)
        .select_related("agreement__partner")
        .order_by(empty_last("agreement_id"), "pk")
    )
    return sum(_remind_of_invitation(actor=actor, invitation=each) for each in found)


@transaction.atomic
def _remind_of_invitation(*, actor: Actor | None, invitation: Invitation) -> int:
    agreement, today = invitation.agreement, clock.today()
    if agreement is None:  # of a Caf's own people: their list says it
        return 0
    standing = Grant.objects.filter(agreement=agreement, user=invitation.user_id, role=Role.PARTNER_USER).standing(
        today
    )
    membership = standing.order_by("pk").first()
    if membership is None:
        return 0
    told = {"person": invitation.get_full_name(), "public_id": membership.public_id}
    return sum(
        queue_reminder(
            INVITATION_LAPSED_MAIL,
            admin,
            agreement,
            f"lapsed:{invitation.pk}:{invitation.sent_at:%Y%m%d%H%M}:{admin.pk}",
            clock.day(invitation.sent_at),
            told,
        )
        for admin in effective_administrators(agreement, today)
    )


TWO_PHONES = "Les deux numéros sont différents. Saisissez deux fois le même."


@dataclass(frozen=True)
class Identity:
    """Who somebody is, as typed. `email` and `phone` are confirmed by a second entry. `somebody_else`: who typed it has
    seen who bears the same name here already, and says that this is another person."""

    last_name: str
    first_name: str
    email: str
    email_again: str
    phone: str = ""
    phone_again: str = ""
    mobility: str = User.Mobility.SEDENTARY
    somebody_else: bool = False

    @property
    def address(self) -> str:
        return normal_email(self.email)

    def check(self, prefix: str = "") -> None:
        """ActionError when something cannot be read, or what was typed twice differs; `prefix` names the fields of one of several people."""
        readers = {"last_name": read_name, "first_name": read_name, "email": read_email, "phone": read_phone}
        errors = {}
        for name, read in readers.items():
            try:
                read(getattr(self, name))
            except Unreadable as error:
                errors[f"{prefix}{name}"] = [str(error)]
        if self.address != normal_email(self.email_again):
            errors[f"{prefix}email_again"] = ["Les deux adresses mail sont différentes. Saisissez deux fois la même."]
        if differing_phones(self.phone, self.phone_again):
            errors[f"{prefix}phone_again"] = [TWO_PHONES]
        if errors:
            raise ActionError(errors)


def differing_phones(phone: str, again: str) -> bool:
    """Are these two numbers, spaces and points aside?"""
    return _digits(phone) != _digits(again)


def _digits(phone: str) -> str:
    return "".join(character for character in phone if character.isdigit() or character == "+")


SAME_NAME = (
    "{} porte déjà ce nom ici. Si c'est la même personne, ne la créez pas une seconde fois ; sinon, confirmez que c'est "
    "quelqu'un d'autre."
)


def check_namesakes(place: Agreement | Caf, identity: Identity) -> None:
    """ActionError "somebody_else" when a person of the convention, or of the Caf, bears the name already and nobody has
    said that this is another one."""
    if identity.somebody_else:
        return
    found = find_namesakes(place, identity.first_name, identity.last_name, email=identity.address)
    if found:
        raise ActionError({"somebody_else": [SAME_NAME.format(listed([each.name for each in found]))]})


def find_account(address: str) -> User | None:
    return User.objects.with_email(address).first()


def make_account(actor: Actor, identity: Identity, **more: Any) -> tuple[User, bool]:
    """A new account; or the one that somebody else has just made for the same e-mail, which is then not new. `more`: see
    `create_account`."""
    try:
        with transaction.atomic():
            made = create_account(
                actor=actor.user,
                email=identity.address,
                first_name=identity.first_name,
                last_name=identity.last_name,
                **more,
            )
    except (ActionError, IntegrityError):
        other = find_account(identity.address)
        if other is None:
            raise
        return other, False
    return made, True


def invite_by_email(actor: Actor, agreement: Agreement, identity: Identity) -> User:
    """The account of this e-mail, or a new one (see `invite`)."""
    return invite_person(actor, agreement, identity, find_account(identity.address))


def invite_person(actor: Actor, agreement: Agreement, identity: Identity, known: User | None) -> User:
    """The account `known`, or a new one whose identifier leaves by mail. A known account stays as it is: nothing typed
    replaces what it holds, and nothing of it is told. Both ways do the same work, near enough."""
    check_namesakes(agreement, identity)
    user, is_new = known, False
    if user is None:
        user, is_new = make_account(
            actor,
            identity,
            phone=identity.phone,
            mobility=identity.mobility,
            caf_id=agreement.caf_id,
            agreement_id=agreement.pk,
            invited_by=describe_inviter(actor, agreement),
        )
    if not is_new:
        send_invitation(actor, agreement, user)
    save_invitation(user, identity, is_new=is_new, agreement=agreement)
    log_event(
        USER_CREATED,
        actor_id=actor.id,
        caf_id=agreement.caf_id,
        agreement_id=agreement.pk,
        about=("accounts.user", user.pk),
        user=user.pk,
    )
    return user


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


def send_invitation(actor: Actor, agreement: Agreement, user: User) -> None:
    """The mail by which a person who has an account learns of an access; their first link anew where it waits."""
    scope: dict[str, Any] = {"caf_id": agreement.caf_id, "agreement_id": agreement.pk}
    if send_first_link(actor, user, invited_by=describe_inviter(actor, agreement), **scope):
        return
    draft = agreement.state == Agreement.State.DRAFT
    told = {"agreement": agreement, "partner": partner_in_mails(agreement), "given_by": actor.user, "draft": draft}
    queue_mail(ACCESS_GIVEN_MAIL, to=user, context=told, **scope)


def send_first_link(actor: Actor, user: User, **more: Any) -> bool:
    """The first link of an account, anew; False for an account in use, whose holder needs none. `more`: see
    `reissue_activation`."""
    if user.state in (User.State.PENDING, User.State.CLOSED):
        # An account is closed because nobody used it: whoever is invited again begins again.
        send = reissue_activation if user.state == User.State.PENDING else restart_account
        send(actor=actor.user, user=user, **more)
        return True
    # Rendered for nobody: who measures the answer must not tell an account that exists from a new one.
    render_mail(ACTIVATION_MAIL.name, {"recipient": user, "link": settings.PORTAL_ORIGIN, "hours": 0, "invited_by": ""})
    return False


def save_invitation(user: User, identity: Identity, *, is_new: bool, **place: Agreement | Caf) -> None:
    """What was typed is what the convention reads until the person answers; who was here before is known already.
    `place`: `agreement` or `caf`."""
    now = clock.now()
    waits = None if is_new else Invitation.objects.filter(Invitation.WAITING, user=user, **place).first()
    if waits is None and not is_new and Grant.objects.filter(user=user, **place).exists():
        return
    invitation = waits or Invitation(user=user, created_at=now, **place)
    # Without the invisible characters by which one name reads as another.
    invitation.last_name = clean_name("last_name", identity.last_name)
    invitation.first_name = clean_name("first_name", identity.first_name)
    invitation.email, invitation.phone = identity.address, clean_phone(identity.phone)
    invitation.sent_at = now
    invitation.save()


def delete_answered_invitations() -> int:
    """Words that hide nothing any more: the person has answered, or is nobody any more (anonymised)."""
    useless = Invitation.objects.exclude(pk__in=Invitation.objects.filter(Invitation.WAITING).values("pk"))
    gone, _ = (useless | Invitation.objects.filter(user__anonymised_at__isnull=False)).delete()
    return gone
