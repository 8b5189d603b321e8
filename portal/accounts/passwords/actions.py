"""Passwords: forgotten, chosen, changed. A mail announces every change, which ends the other sessions."""

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from portal.accounts.links.actions import Purpose, issue_link, revoke_links, use_link
from portal.accounts.models import User
from portal.accounts.sessions.actions import delete_sessions
from portal.accounts.tries.actions import (
    RESET,
    clear_tries_after_success,
    give_free_tries,
    record_failed_sign_in,
    reserve_try,
)
from portal.accounts.tries.identifiers import find_by_identifier, fingerprint
from portal.base import clock
from portal.base.errors import ActionError
from portal.base.rollback import rolled_back
from portal.journal.writer import log_event
from portal.mail.outbox import queue_mail

from .events import PASSWORD_CHANGE_FORCED, PASSWORD_CHANGE_SPARED, PASSWORD_CHANGED, RESET_REQUESTED
from .mails import PASSWORD_CHANGE_FORCED_MAIL, PASSWORD_CHANGED_MAIL, RESET_MAIL


def set_password(user: User, password: str, *, keep_session: str = "") -> None:
    """The new password, if it is good; every link and session but `keep_session` ends. The row is locked already.

    Raises `ActionError` on « password ».
    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ActionError({"password": error.messages}) from None
    user.set_password(password)
    user.password_changed_at = clock.now()
    user.must_change_password = False
    user.provisional_until = None
    user.session_epoch += 1
    fields = ["password", "password_changed_at", "must_change_password", "provisional_until", "session_epoch"]
    user.save(update_fields=fields)
    # A change of address that waits for its confirmation too: somebody who knew the old password may have asked for it.
    revoke_links(user)
    delete_sessions(user, keep=keep_session)
    give_free_tries(user)


def _record_change(user: User) -> User:
    log_event(PASSWORD_CHANGED, actor_id=user.pk, about=("accounts.user", user.pk))
    queue_mail(PASSWORD_CHANGED_MAIL, to=user, context={"at": clock.now()})
    return user


@transaction.atomic
def change_password(*, user: User, old: str, password: str, session_key: str) -> User:
    """A signed-in person changes their password; every session but `session_key` ends. Raises `ActionError`."""
    user = User.objects.lock(user)
    if not user.check_password(old):
        raise ActionError({"old": ["Ce n'est pas votre mot de passe actuel : saisissez-le à nouveau."]})
    if old == password:
        raise ActionError({"password": ["C'est votre mot de passe actuel : choisissez-en un autre."]})
    set_password(user, password, keep_session=session_key)
    return _record_change(user)


@transaction.atomic
def confirm_password(*, user: User, password: str, address: str) -> timedelta | None:
    """None when it is the person's password; else how long until the next try is looked at, zero for a wrong password.

    Counted with the tries of sign-in: an open session gives no more guesses.
    """
    wait = reserve_try(identifier=user.username, address=address)
    if wait:
        return wait
    if not user.check_password(password):
        record_failed_sign_in(identifier=user.username)
        return timedelta(0)
    clear_tries_after_success(user=user, address=address)
    return None


@transaction.atomic
def choose_password(*, user: User, password: str, session_key: str) -> User:
    """The change required after a provisional password, or by an administrator. Raises `ActionError`."""
    user = User.objects.lock(user)
    if not user.must_change_password:
        raise ActionError("Votre mot de passe est déjà choisi.")
    if user.check_password(password):
        raise ActionError({"password": ["C'est votre mot de passe actuel : choisissez-en un autre."]})
    set_password(user, password, keep_session=session_key)
    return _record_change(user)


@transaction.atomic
def reset_password(*, token: str, password: str) -> User:
    """A new password by the link of « Mot de passe oublié ». Raises `LinkError`, `ActionError`."""
    user, _ = use_link(token, Purpose.RESET)
    set_password(user, password)
    return _record_change(user)


@transaction.atomic
def request_password_reset(*, identifier: str, address: str) -> None:
    """« Mot de passe oublié »: a link by mail if there is such an account; nothing shows whether there is.

    An unknown identifier costs the same work: a link is written for an account that does not exist, and rolled back.
    """
    user = find_by_identifier(identifier)
    log_event(RESET_REQUESTED, actor_id=None, identifier=fingerprint(identifier, user))
    if reserve_try(identifier=identifier, address=address, kind=RESET):
        return
    if user is None or user.state not in (User.State.PENDING, User.State.ACTIVE):
        with rolled_back():
            _send_link(_create_stand_in(), actor_id=None)
        return
    _send_link(User.objects.lock(user), actor_id=None)


def _create_stand_in() -> User:
    mark = secrets.token_hex(8)
    return User.objects.create(
        username=f"zz{mark}",
        email=f"{mark}@nulle-part.invalid",
        first_name="Personne",
        last_name="Inconnue",
        state=User.State.ACTIVE,
    )


@transaction.atomic
def send_password_reset(
    *, actor: User, user: User, by: str, caf_id: int | None = None, agreement_id: int | None = None
) -> None:
    """An administrator's « Réinitialiser le mot de passe »: the person gets a link; their password still works.

    `by`: who sends it, as the mail names them.
    """
    user = User.objects.lock(user)
    if user.state != User.State.ACTIVE:
        raise ActionError("Ce compte n'est pas actif : son mot de passe ne peut pas être réinitialisé.")
    _send_link(user, actor_id=actor.pk, by=by, caf_id=caf_id, agreement_id=agreement_id)


@transaction.atomic
def force_password_change(
    *, actor: User, user: User, by: str, caf_id: int | None = None, agreement_id: int | None = None
) -> None:
    """The present password must be replaced: sessions end, a link leaves by mail. Raises `ActionError`.

    It still signs in, but only to choose another one. `by`: who asks, as the mail names them.
    """
    user = User.objects.lock(user)
    if user.state != User.State.ACTIVE:
        raise ActionError("Ce compte n'est pas actif : son mot de passe n'a pas à être changé.")
    user.must_change_password = True
    user.session_epoch += 1
    user.save(update_fields=["must_change_password", "session_epoch"])
    revoke_links(user)
    delete_sessions(user)
    scope: dict[str, Any] = {"caf_id": caf_id, "agreement_id": agreement_id}
    about = ("accounts.user", user.pk)
    log_event(PASSWORD_CHANGE_FORCED, actor_id=actor.pk, about=about, **scope)
    link = issue_link(user, Purpose.RESET, actor_id=actor.pk)
    queue_mail(PASSWORD_CHANGE_FORCED_MAIL, to=user, context=_link_context(user, link, by), **scope)


@transaction.atomic
def cancel_password_change(*, actor: User, user: User) -> None:
    """Takes `force_password_change` back; a provisional password must still be changed."""
    user = User.objects.lock(user)
    if user.must_change_password and user.has_usable_password() and user.provisional_until is None:
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
        log_event(PASSWORD_CHANGE_SPARED, actor_id=actor.pk, about=("accounts.user", user.pk))


def _send_link(user: User, *, actor_id: int | None, by: str = "", **scope: Any) -> None:
    # An account never activated gets its activation link anew: it is the only way in.
    purpose = Purpose.ACTIVATION if user.state == User.State.PENDING else Purpose.RESET
    link = issue_link(user, purpose, actor_id=actor_id)
    queue_mail(RESET_MAIL, to=user, context=_link_context(user, link, by), **scope)


def _link_context(user: User, link: str, by: str = "") -> dict[str, object]:
    waits = user.state == User.State.PENDING
    return {"recipient": user, "link": link, "hours": settings.ACTIVATION_HOURS, "by": by, "waits": waits}
