"""How people come into the story: an account, the mail's link, a password; and the rights of a Caf's own people."""

import re

from post_office.models import Email

from portal.accounts.lifecycle.actions import activate_account, create_account
from portal.accounts.lifecycle.mails import ACTIVATION_MAIL
from portal.accounts.models import User
from portal.accounts.sign_in.actions import record_sign_in
from portal.base import clock
from portal.habpps.belonging.actions import accept_invitation
from portal.habpps.belonging.queries import waiting_accesses
from portal.habpps.grants.events import RIGHT_GIVEN
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Caf, Grant
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.roles import Role
from portal.journal.writer import log_event

from .cast import Person

LINK = re.compile(r"https?://\S+/(\w{20,})\S*")


def user(person: Person) -> User:
    return User.objects.get(email=person.email)


def actor(person: Person) -> Actor:
    """The person, today: inside a step, the day of the step."""
    return Actor(user(person), clock.today())


def identity(person: Person) -> Identity:
    return Identity(person.last_name, person.first_name, person.email, person.email)


def activate(person: Person) -> None:
    """The person reads the mail, follows its link and chooses a password (nobody signs in with one not given); who has
    an account already signs in with it, and accepts."""
    found = user(person)
    if found.state != User.State.PENDING:
        visit(person)
        for access in waiting_accesses(found.pk, clock.today()):
            accept_invitation(actor=actor(person), access=access)
        return
    mails = Email.objects.filter(letter__recipient_id=found.pk, letter__kind=ACTIVATION_MAIL.name).order_by("-pk")
    link = LINK.search(mails[0].message)
    if link is None:
        raise LookupError(f"no link in the mail of {person.email}")
    activate_account(token=link[1], password=person.password or f"{link[1][:20]} {link[1][20:]}")
    record_sign_in(user=user(person))


def visit(person: Person) -> None:
    """The person signs in."""
    record_sign_in(user=user(person))


def found_national(person: Person) -> None:
    """The first account of all: the portal itself makes it."""
    made = create_account(actor=None, first_name=person.first_name, last_name=person.last_name, email=person.email)
    _give(None, made, Role.NATIONAL_ADMIN, None)
    activate(person)


def join_caf(person: Person, role: Role, caf: Caf, *, named_by: Person) -> None:
    """Somebody comes to work for a Caf."""
    chief = user(named_by)
    made = create_account(
        actor=chief, first_name=person.first_name, last_name=person.last_name, email=person.email, caf_id=caf.pk
    )
    _give(chief, made, role, caf)
    activate(person)


def _give(giver: User | None, holder: User, role: Role, caf: Caf | None) -> None:
    today = clock.today()
    grant = Grant.objects.create(
        user=holder, role=role, caf=caf, valid_from=today, given_by=giver, given_at=clock.now()
    )
    log_event(
        RIGHT_GIVEN,
        actor_id=giver.pk if giver else None,
        caf_id=caf.pk if caf else None,
        about=("habpps.grant", grant.pk),
        user=holder.pk,
        role=role.value,
        place="",
        valid_from=today.isoformat(),
        valid_until="",
        late_reason="",
    )
