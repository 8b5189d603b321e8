"""An account from its first day to its last: created, activated, suspended, closed."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from portal.accounts import registries
from portal.accounts.identity import clean_email, clean_names, clean_phone
from portal.accounts.links.actions import Purpose, issue_link, revoke_links, use_link
from portal.accounts.models import AccessLink, User
from portal.accounts.passwords.actions import set_password
from portal.accounts.second_factor.actions import delete_second_factor
from portal.accounts.sessions.actions import delete_sessions
from portal.base import clock
from portal.base.batches import AT_ONCE
from portal.base.errors import ActionError
from portal.journal.kinds import EventKind
from portal.journal.writer import log_event
from portal.mail.outbox import queue_mail

from .events import ACTIVATED, BEGUN_AGAIN, CLOSED, CREATED, PROVISIONAL_ISSUED, PROVISIONAL_USED, REOPENED, SUSPENDED
from .mails import (
    ACTIVATION_ANNOUNCED_MAIL,
    ACTIVATION_MAIL,
    ACTIVATION_REMINDER_MAIL,
    PROVISIONAL_IDENTIFIER_MAIL,
    PROVISIONAL_PASSWORD_MAIL,
)

State = User.State
PROVISIONAL = "provisoire"  # of `ACTIVATION_MODE`
LETTERS = "abcdefghjkmnpqrstvwxyz"
PROVISIONAL_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
MOST_TRIES = 10  # of identifiers that happen to be taken
PROVISIONAL_LENGTH = 18  # 103 bits
# Starts with a word that no chosen password may hold, so that the provisional one cannot be chosen.
PROVISIONAL_PREFIX = "provisoire-"


def _new_username() -> str:
    """Two letters and seven digits that say nothing of the person, e.g. « kd4817302 »; it may be taken."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(2))
    return f"{letters}{secrets.randbelow(10**7):07d}"


@dataclass(frozen=True)
class NewPerson:
    """Somebody for whom an account is to be made, as typed."""

    first_name: str
    last_name: str
    email: str
    phone: str = ""
    mobility: str = User.Mobility.SEDENTARY

    def account(self) -> User:
        """Not written, and without an identifier yet. Raises `ActionError` on the field that cannot be kept."""
        first_name, last_name = clean_names(self.first_name, self.last_name)
        return User(
            email=clean_email(self.email),
            first_name=first_name,
            last_name=last_name,
            phone=clean_phone(self.phone),
            mobility=self.mobility,
            password=make_password(None),
        )


@transaction.atomic
def create_accounts(
    *, actor: User | None, people: Sequence[NewPerson], caf_id: int | None = None, agreement_id: int | None = None
) -> dict[str, User]:
    """New accounts by their address, by few statements whatever their number; nothing is sent (see `send_access`).

    Somebody whose address has an account, perhaps for a moment only, is not among them.
    """
    waiting = {account.email: account for account in (person.account() for person in people)}
    made: dict[str, User] = {}
    for _ in range(MOST_TRIES):
        for account in waiting.values():
            account.username = _new_username()
        # In the order of the addresses: two lists with the same people would else wait for each other.
        ordered = [waiting[address] for address in sorted(waiting)]
        User.objects.bulk_create(ordered, batch_size=AT_ONCE, ignore_conflicts=True)
        found = {
            user.email.lower(): user for user in User.objects.filter(email__lower__in=list(waiting)).order_by("pk")
        }
        made |= {each: user for each, user in found.items() if user.username == waiting[each].username}
        waiting = {address: account for address, account in waiting.items() if address not in found}
        if not waiting:
            break
    else:
        raise RuntimeError("no identifier is free")
    for account in made.values():
        log_event(
            CREATED,
            actor_id=actor.pk if actor else None,
            caf_id=caf_id,
            agreement_id=agreement_id,
            about=("accounts.user", account.pk),
            mode=settings.ACTIVATION_MODE,
        )
    return made


@transaction.atomic
def create_account(
    *,
    actor: User | None,
    first_name: str,
    last_name: str,
    email: str,
    phone: str = "",
    mobility: str = User.Mobility.SEDENTARY,
    caf_id: int | None = None,
    agreement_id: int | None = None,
    invited_by: str = "",
) -> User:
    """A new account that its owner must activate; identifier and link (or provisional password) leave by mail.

    `actor` is None when the portal itself creates it (first administrator). `caf_id`, `agreement_id`: scope of the
    journal row and of the mail. `invited_by`: who invites, and to what, as the mail says it. Raises `ActionError` on
    « email ».
    """
    scope: dict[str, Any] = {"caf_id": caf_id, "agreement_id": agreement_id}
    person = NewPerson(first_name, last_name, email, phone, mobility)
    made = list(create_accounts(actor=actor, people=[person], **scope).values())
    if not made:
        raise ActionError({"email": ["Un compte existe déjà avec cette adresse mail : ajoutez cette personne."]})
    actor_id = actor.pk if actor else None
    send_access(made[0], actor_id=actor_id, invited_by=invited_by, is_new=True, **scope)
    return made[0]


@transaction.atomic
def reissue_activation(*, actor: User, user: User, **mail: Any) -> None:
    """Send a new link (or provisional password) for an account never activated; the previous one stops working.

    `mail`: the scope and the words of `send_access`.
    """
    user = User.objects.lock(user)
    if user.state != State.PENDING:
        raise ActionError("Ce compte est déjà activé : son titulaire peut demander un nouveau mot de passe.")
    send_access(user, actor_id=actor.pk, **mail)


@transaction.atomic
def restart_account(
    *, actor: User, user: User, caf_id: int | None = None, agreement_id: int | None = None, **mail: Any
) -> None:
    """A closed account is to be activated again, as on its first day: no password, no second factor.

    `mail`: the words of `send_access`. Raises `ActionError` when it is not closed, or anonymised.
    """
    user = User.objects.lock(user)
    if user.state != State.CLOSED or user.anonymised_at is not None:
        raise ActionError("Ce compte n'est pas clôturé.")
    user.state, user.password, user.created_at = State.PENDING, make_password(None), clock.now()
    user.dormant_notice_at = None
    user.save(update_fields=["state", "password", "created_at", "dormant_notice_at"])
    delete_second_factor(user)
    scope: dict[str, Any] = {"caf_id": caf_id, "agreement_id": agreement_id}
    log_event(BEGUN_AGAIN, actor_id=actor.pk, about=("accounts.user", user.pk), **scope)
    send_access(user, actor_id=actor.pk, **scope, **mail)


def send_access(
    user: User,
    *,
    actor_id: int | None,
    caf_id: int | None = None,
    agreement_id: int | None = None,
    invited_by: str = "",
    rights: Sequence[str] = (),
    opens_on: date | None = None,
    is_new: bool = False,
) -> None:
    """The mail or mails of `ACTIVATION_MODE`. Callers hold the row locked, or have just made it.

    `rights`: what the person may do once the account is activated, a line of French each. `opens_on`: they begin on this
    later day. A link would be dead by then: the mail announces that it comes, and the caller sends it on the day.
    """
    scope: dict[str, Any] = {"caf_id": caf_id, "agreement_id": agreement_id}
    words: dict[str, Any] = {"invited_by": invited_by, "rights": rights, "opens_on": opens_on}
    if opens_on is not None:
        queue_mail(ACTIVATION_ANNOUNCED_MAIL, to=user, context=words, **scope)
        return
    if settings.ACTIVATION_MODE == PROVISIONAL:
        _send_provisional(user, actor_id=actor_id, words=words, **scope)
        return
    link = issue_link(user, Purpose.ACTIVATION, actor_id=actor_id, is_new=is_new)
    queue_mail(ACTIVATION_MAIL, to=user, context={"link": link, "hours": settings.ACTIVATION_HOURS, **words}, **scope)


def _send_provisional(user: User, *, actor_id: int | None, words: dict[str, Any], **scope: Any) -> None:
    password = PROVISIONAL_PREFIX + "".join(secrets.choice(PROVISIONAL_ALPHABET) for _ in range(PROVISIONAL_LENGTH))
    user.password = make_password(password)
    user.provisional_until = clock.now() + timedelta(hours=settings.ACTIVATION_HOURS)
    user.must_change_password = True
    user.session_epoch += 1
    user.save(update_fields=["password", "provisional_until", "must_change_password", "session_epoch"])
    revoke_links(user)
    delete_sessions(user)
    log_event(PROVISIONAL_ISSUED, actor_id=actor_id, about=("accounts.user", user.pk))
    queue_mail(PROVISIONAL_IDENTIFIER_MAIL, to=user, context=words, **scope)
    context = {"password": password, "hours": settings.ACTIVATION_HOURS}
    queue_mail(PROVISIONAL_PASSWORD_MAIL, to=user, context=context, **scope)


@transaction.atomic
def activate_account(*, token: str, password: str) -> User:
    """The person chooses their password by the link of their first mail. Raises `LinkError`, `ActionError`."""
    user, _ = use_link(token, Purpose.ACTIVATION)
    user.state = State.ACTIVE
    user.save(update_fields=["state"])
    set_password(user, password)
    _log_activation(user)
    return user


def _log_activation(user: User) -> None:
    log_event(ACTIVATED, actor_id=user.pk, about=("accounts.user", user.pk))
    registries.run_after_activation(user)


@transaction.atomic
def accept_provisional_password(*, user: User) -> User | None:
    """Accept, once, the provisional password that `user` was checked against; None when it is no longer valid.

    It is replaced by an unusable one: if this first session is lost, a link by mail is the way in.
    """
    checked, user = user.password, User.objects.lock(user)
    now = clock.now()
    good = user.provisional_until is not None and user.provisional_until > now and user.password == checked
    if not good or user.state not in (State.PENDING, State.ACTIVE):
        return None
    pending = user.state == State.PENDING
    user.password = make_password(None)
    user.provisional_until = None
    user.state = State.ACTIVE
    user.save(update_fields=["password", "provisional_until", "state"])
    log_event(PROVISIONAL_USED, actor_id=user.pk, about=("accounts.user", user.pk))
    if pending:
        _log_activation(user)
    return user


def _change_state(actor: User | None, user: User, allowed: tuple[str, ...], target: str, kind: EventKind) -> User:
    user = User.objects.lock(user)
    if user.state not in allowed:
        raise ActionError(f"Ce compte est dans l'état « {user.get_state_display()} » : ce n'est pas possible.")
    user.state = target
    user.session_epoch += 1
    user.save(update_fields=["state", "session_epoch"])
    delete_sessions(user)
    if target != State.ACTIVE:
        revoke_links(user)
    log_event(kind, actor_id=actor.pk if actor else None, about=("accounts.user", user.pk))
    return user


@transaction.atomic
def suspend_account(*, actor: User, user: User) -> User:
    """Nobody signs in with the account until it is reopened; its sessions end."""
    return _change_state(actor, user, (State.ACTIVE,), State.SUSPENDED, SUSPENDED)


@transaction.atomic
def reopen_account(*, actor: User, user: User) -> User:
    return _change_state(actor, user, (State.SUSPENDED,), State.ACTIVE, REOPENED)


@transaction.atomic
def close_account(*, actor: User | None, user: User) -> User:
    """`actor` is None when a retention job closes it."""
    return _change_state(actor, user, (State.PENDING, State.ACTIVE, State.SUSPENDED), State.CLOSED, CLOSED)


@transaction.atomic
def send_activation_reminder(*, user: User, link: AccessLink) -> bool:
    """Whether a mail was queued: one per link. It cannot repeat the link, of which only a digest is kept."""
    context = {"sent_at": link.created_at, "until": link.expires_at}
    return queue_mail(ACTIVATION_REMINDER_MAIL, to=user, context=context, once=f"activation:{link.pk}") is not None
