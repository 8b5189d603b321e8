"""The accounts of the people whom a convention or a Caf names: found by their e-mail, or created; and what was typed of
them, until they accept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from portal.accounts.identity import NO_NAME, ONE_NAME, clean_names, clean_phone, read_name
from portal.accounts.lifecycle.actions import NewPerson, close_account, create_accounts
from portal.accounts.links.actions import Purpose, revoke_links
from portal.accounts.models import User
from portal.base import clock
from portal.base.batches import AT_ONCE
from portal.base.errors import ActionError
from portal.base.formats import listed
from portal.base.ordering import empty_last
from portal.base.typed import Unreadable, normal_email, read_email, read_phone
from portal.habpps.grants.mails import queue_reminder
from portal.habpps.models import Agreement, Caf, Grant, Invitation
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.holders import effective_administrators
from portal.habpps.rights.namesakes import find_namesakes
from portal.habpps.rights.roles import ACCESS_ROLES
from portal.journal.writer import log_event

from .events import USER_CREATED
from .mails import INVITATION_LAPSED_MAIL


def remind_of_invitations(*, actor: Actor | None = None) -> int:
    """To the administrators of the convention, once: an invitation has lapsed unanswered; how many mails.

    The same for a new account and for one that existed before: a mail must not tell them apart.
    """
    lapsed = clock.now() - timedelta(hours=settings.ACTIVATION_HOURS)
    found = (
        Invitation.objects.filter(refused_at=None, sent_at__lte=lapsed, agreement__state=Agreement.State.VALIDATED)
        .select_related("agreement__partner")
        .order_by(empty_last("agreement_id"), "pk")
    )
    return sum(_remind_of_invitation(actor=actor, invitation=each) for each in found)


@transaction.atomic
def _remind_of_invitation(*, actor: Actor | None, invitation: Invitation) -> int:
    agreement, today = invitation.agreement, clock.today()
    if agreement is None:  # of a Caf's own people: their list says it
        return 0
    membership = Grant.objects.filter(invitation=invitation).standing(today).order_by("pk").first()
    if membership is None:
        return 0
    told = {"person": invitation.get_full_name(), "email": invitation.email, "public_id": membership.public_id}
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
        if {self.first_name.strip(), self.last_name.strip()} <= set(NO_NAME):
            errors[f"{prefix}last_name"] = [ONE_NAME]
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


def make_account(actor: Actor, identity: Identity, *, phone: str = "", **more: Any) -> tuple[User, bool]:
    """A new account; or the one that somebody else has just made for the same e-mail, which is then not new. No mail leaves
    yet. `more`: the mobility, and the scope of `create_accounts`."""
    mobility = more.pop("mobility", User.Mobility.SEDENTARY)
    person = NewPerson(identity.first_name, identity.last_name, identity.address, phone, mobility)
    made = create_accounts(actor=actor.user, people=[person], **more).get(identity.address)
    return (made, True) if made else (User.objects.with_email(identity.address).get(), False)


@dataclass(frozen=True)
class Invited:
    """Somebody whom a convention has just named. `invitation`: what they must accept; None for who was known here
    already. `is_new`: the account was made for it. Nothing has left: see `mails.send_invitation`."""

    user: User
    invitation: Invitation | None
    is_new: bool

    @property
    def must_answer(self) -> bool:
        """Must the person accept, or activate an account, before anything counts?"""
        return self.invitation is not None or self.user.state != User.State.ACTIVE


def invite_person(actor: Actor, agreement: Agreement, identity: Identity, known: User | None) -> Invited:
    """The account `known`, or a new one. A known account stays as it is: nothing typed replaces what it holds, and nothing
    of it is told. Both ways do the same work, near enough."""
    return invite_people(actor, agreement, [(identity, known)])[0]


def invite_people(actor: Actor, agreement: Agreement, people: Sequence[tuple[Identity, User | None]]) -> list[Invited]:
    """`invite_person` for each, in their order; new accounts and their invitations by few statements whatever their
    number."""
    for identity, _ in people:
        check_namesakes(agreement, identity)
    scope: dict[str, Any] = {"caf_id": agreement.caf_id, "agreement_id": agreement.pk}
    new = [_new_person(identity) for identity, known in people if known is None]
    made = create_accounts(actor=actor.user, people=new, **scope) if new else {}
    first = {
        identity.address: _new_invitation(made[identity.address], identity, is_new=True, agreement=agreement)
        for identity, _ in people
        if identity.address in made
    }
    Invitation.objects.bulk_create(first.values(), batch_size=AT_ONCE)
    invited = []
    for identity, known in people:
        if identity.address in made:
            found = Invited(made[identity.address], first[identity.address], is_new=True)
        else:
            user = known or User.objects.with_email(identity.address).get()  # somebody else has just made it
            found = Invited(user, save_invitation(user, identity, is_new=False, agreement=agreement), is_new=False)
        invited.append(found)
        log_event(USER_CREATED, actor_id=actor.id, about=("accounts.user", found.user.pk), user=found.user.pk, **scope)
    return invited


def _new_person(identity: Identity) -> NewPerson:
    return NewPerson(identity.first_name, identity.last_name, identity.address, identity.phone, identity.mobility)


def save_invitation(user: User, identity: Identity, *, is_new: bool, **place: Agreement | Caf) -> Invitation | None:
    """What was typed is what the convention reads until the person accepts. None for somebody who was here before: they
    are known, and have nothing to accept, unless they left by themselves. `place`: `agreement` or `caf`.

    `is_new`: the account was made for it, and activating it accepts.
    """
    invitation = None if is_new else Invitation.objects.select_for_update().filter(user=user, **place).first()
    if invitation is None and not is_new and is_known_at(user, **place):
        return None
    if invitation is None:
        invitation = _new_invitation(user, identity, is_new=is_new, **place)
    else:
        _write_words(invitation, identity)
    invitation.save()
    return invitation


def _new_invitation(user: User, identity: Identity, *, is_new: bool, **place: Agreement | Caf) -> Invitation:
    invitation = Invitation(user=user, made_account=is_new, **place)
    _write_words(invitation, identity)
    invitation.created_at = invitation.sent_at
    return invitation


def _write_words(invitation: Invitation, identity: Identity) -> None:
    # Without the invisible characters by which one name reads as another.
    invitation.first_name, invitation.last_name = clean_names(identity.first_name, identity.last_name)
    invitation.email, invitation.phone = identity.address, clean_phone(identity.phone)
    invitation.sent_at, invitation.refused_at = clock.now(), None


def is_known_at(user: User, **place: Agreement | Caf) -> bool:
    """Has the person, who has no invitation there, had access before, other than one that they gave up by themselves?"""
    last = Grant.objects.filter(user=user, role__in=ACCESS_ROLES, **place).order_by("-given_at", "-pk").first()
    return last is not None and last.revoked_by_id != user.pk


def invite_again(user: User, **place: Agreement | Caf) -> Invitation | None:
    """Before an access is given back: the invitation that was not accepted waits anew, and one is made for somebody who
    left by themselves. None for anybody else."""
    old = Invitation.objects.filter(user=user, **place).first() or user
    phone = _kept_phone(old.phone)
    identity = Identity(old.last_name, old.first_name, old.email, old.email, phone, phone)
    return save_invitation(user, identity, is_new=False, **place)


def _kept_phone(phone: str) -> str:
    """A number that was kept before today's rule may not follow it: it is left out, and stops nobody."""
    try:
        return clean_phone(phone)
    except ActionError:
        return ""


def readdress_invitation(invitation: Invitation, account: User, address: str) -> bool:
    """The account that was made for this invitation alone, and that nobody has activated, takes the address; its links
    stop working. False where there is no such account: the invitation goes to another one (`move_invitation`)."""
    account = User.objects.lock(account)
    others = Invitation.objects.filter(user=account).exclude(pk=invitation.pk)
    if account.state != User.State.PENDING or not invitation.made_account or others.exists():
        return False
    if Grant.objects.filter(user=account).exclude(agreement=invitation.agreement_id, caf=invitation.caf_id).exists():
        return False
    account.email = address
    try:
        with transaction.atomic():
            account.save(update_fields=["email"])
    except IntegrityError:  # somebody else has just made an account with it
        return False
    revoke_links(account)
    invitation.email = address
    invitation.save(update_fields=["email"])
    return True


def move_invitation(actor: Actor, invitation: Invitation, known: User | None, address: str) -> Invited:
    """To the account of another address, or to a new one, with all the rights under it, none of which ever counted.

    The words typed for the first account stay: they hide it in what the place reads of the past. An account that was made
    for this invitation alone is closed, so that the link that went to the wrong address is dead.
    """
    old, phone = invitation.user, _kept_phone(invitation.phone)
    # Of an account that existed nothing goes over to another one.
    mobility = old.mobility if invitation.made_account else User.Mobility.SEDENTARY
    identity = Identity(invitation.last_name, invitation.first_name, address, address, phone, phone)
    place: dict[str, Any] = {"agreement": invitation.agreement} if invitation.agreement else {"caf": invitation.caf}
    user, is_new = known, False
    if user is None:
        caf_id = invitation.agreement.caf_id if invitation.agreement else invitation.caf_id
        scope = {"caf_id": caf_id, "agreement_id": invitation.agreement_id}
        user, is_new = make_account(actor, identity, phone=phone, mobility=mobility, **scope)
    was_maker = invitation.made_account
    invitation.made_account, invitation.link_on = False, None
    invitation.sent_at = invitation.created_at
    invitation.save(update_fields=["made_account", "link_on", "sent_at"])
    moved = save_invitation(user, identity, is_new=is_new, **place)
    held = Grant.objects.filter(user=old, revoked_at=None, **place)
    held.filter(role__in=ACCESS_ROLES).update(user=user, invitation=moved)
    Grant.objects.filter(user=old, revoked_at=None, **place).update(user=user)
    if was_maker and old.state == User.State.PENDING:
        revoke_links(old, Purpose.ACTIVATION)
        others = Invitation.objects.filter(user=old).exclude(pk=invitation.pk)
        if not others.exists() and not Grant.objects.filter(user=old, revoked_at=None).exists():
            close_account(actor=actor.user, user=old)
    return Invited(user, moved, is_new)


def delete_useless_invitations() -> int:
    """Words about accounts that are nobody's any more (anonymised) hide nothing."""
    useless = Invitation.objects.filter(user__anonymised_at__isnull=False)
    Grant.objects.filter(invitation__in=useless).update(invitation=None)
    gone, _ = useless.delete()
    return gone
