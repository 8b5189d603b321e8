"""Passwords: forgotten, chosen, changed. Every change is told by mail and ends the other sessions."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from portal import journal, mail
from portal.accounts.identifiers import find_by_identifier, fingerprint
from portal.accounts.models import User
from portal.base import clock
from portal.base.errors import ActionError
from portal.base.undone import undone

from .links import Purpose, issue_link, lock, revoke_links, use_link
from .signing import RESET, delete_sessions, forgive, note_failure, pardon, reserve_try


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
    # A change of address that waits too: whoever knew the old password may have asked for it.
    revoke_links(user)
    delete_sessions(user, keep=keep_session)
    pardon(user)


def _told(user: User) -> User:
    journal.record("accounts.password_changed", actor_id=user.pk, about=("accounts.user", user.pk))
    mail.queue("accounts/password_changed", to=user, context={"at": clock.now()})
    return user


@transaction.atomic
def change_password(*, user: User, old: str, password: str, session_key: str) -> User:
    """Somebody signed in changes their password; `session_key` is the session that goes on. Raises `ActionError`."""
    user = lock(user)
    if not user.check_password(old):
        raise ActionError({"old": ["Ce n'est pas votre mot de passe actuel : saisissez-le à nouveau."]})
    if old == password:
        raise ActionError({"password": ["C'est votre mot de passe actuel : choisissez-en un autre."]})
    set_password(user, password, keep_session=session_key)
    return _told(user)


@transaction.atomic
def confirm_password(*, user: User, password: str, address: str) -> timedelta | None:
    """None when it is the person's password; else how long to wait before the next try, which may be no time.

    Counted with the tries of sign-in: somebody at an open session is no better placed to guess.
    """
    wait = reserve_try(identifier=user.username, address=address)
    if wait:
        return wait
    if not user.check_password(password):
        note_failure(identifier=user.username)
        return timedelta(0)
    forgive(user=user, address=address)
    return None


@transaction.atomic
def choose_password(*, user: User, password: str, session_key: str) -> User:
    """The change that is asked before anything else: after a provisional password, or by an administrator.

    Raises `ActionError`.
    """
    user = lock(user)
    if not user.must_change_password:
        raise ActionError("Votre mot de passe est déjà choisi.")
    if user.check_password(password):
        raise ActionError({"password": ["C'est votre mot de passe actuel : choisissez-en un autre."]})
    set_password(user, password, keep_session=session_key)
    return _told(user)


@transaction.atomic
def reset_password(*, token: str, password: str) -> User:
    """A new password by the link of « Mot de passe oublié ». Raises `LinkError`, `ActionError`."""
    user, _ = use_link(token, Purpose.RESET)
    set_password(user, password)
    return _told(user)


@transaction.atomic
def request_reset(*, identifier: str, address: str) -> None:
    """« Mot de passe oublié »: a link by mail if there is such an account; nothing tells whether there is.

    An unknown identifier costs the same work: what a link writes is written for nobody, and undone.
    """
    user = find_by_identifier(identifier)
    journal.record("accounts.reset_requested", actor_id=None, identifier=fingerprint(identifier, user))
    if reserve_try(identifier=identifier, address=address, kind=RESET):
        return
    if user is None or user.state not in (User.State.PENDING, User.State.ACTIVE):
        with undone():
            _send_reset(_nobody(), actor_id=None)
        return
    _send_reset(lock(user), actor_id=None)


def _nobody() -> User:
    mark = secrets.token_hex(8)
    return User.objects.create(
        username=f"zz{mark}",
        email=f"{mark}@nulle-part.invalid",
        first_name="Personne",
        last_name="Inconnue",
        state=User.State.ACTIVE,
    )


@transaction.atomic
def send_reset(*, actor: User, user: User, by: str, caf_id: int | None = None, agreement_id: int | None = None) -> None:
    """An administrator's « Réinitialiser le mot de passe »: the person gets a link; their password still works.

    `by`: who sends it, as the mail says it.
    """
    user = lock(user)
    if user.state != User.State.ACTIVE:
        raise ActionError("Ce compte n'est pas actif : son mot de passe ne peut pas être réinitialisé.")
    _send_reset(user, actor_id=actor.pk, by=by, caf_id=caf_id, agreement_id=agreement_id)


@transaction.atomic
def force_password_change(
    *, actor: User, user: User, by: str, caf_id: int | None = None, agreement_id: int | None = None
) -> None:
    """Nothing goes on with the present password: sessions end, a link leaves by mail. Raises `ActionError`.

    Who still signs in with it must choose another before anything else. `by`: who asks, as the mail says it.
    """
    user = lock(user)
    if user.state != User.State.ACTIVE:
        raise ActionError("Ce compte n'est pas actif : son mot de passe n'a pas à être changé.")
    user.must_change_password = True
    user.session_epoch += 1
    user.save(update_fields=["must_change_password", "session_epoch"])
    revoke_links(user)
    delete_sessions(user)
    scope = {"caf_id": caf_id, "agreement_id": agreement_id}
    about = ("accounts.user", user.pk)
    journal.record("accounts.password_change_forced", actor_id=actor.pk, about=about, **scope)
    link = issue_link(user, Purpose.RESET, actor_id=actor.pk)
    mail.queue("accounts/password_change_forced", to=user, context=_reset_context(user, link, by), **scope)


@transaction.atomic
def spare_password_change(*, actor: User, user: User) -> None:
    """The change asked by `force_password_change` is asked no more; a provisional password must still be changed."""
    user = lock(user)
    if user.must_change_password and user.has_usable_password() and user.provisional_until is None:
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
        journal.record("accounts.password_change_spared", actor_id=actor.pk, about=("accounts.user", user.pk))


def _send_reset(user: User, *, actor_id: int | None, by: str = "", **scope: int | None) -> None:
    # An account never activated gets its activation link anew: it is the only way in.
    purpose = Purpose.ACTIVATION if user.state == User.State.PENDING else Purpose.RESET
    link = issue_link(user, purpose, actor_id=actor_id)
    mail.queue("accounts/reset", to=user, context=_reset_context(user, link, by), **scope)


def _reset_context(user: User, link: str, by: str = "") -> dict[str, object]:
    waits = user.state == User.State.PENDING
    return {"recipient": user, "link": link, "hours": settings.ACTIVATION_HOURS, "by": by, "waits": waits}
