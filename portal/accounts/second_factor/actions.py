"""The second factor: an authenticator application or passkeys, with recovery codes; a mail announces each change."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction

from portal.accounts.models import Authenticator, RecoveryCodes, User
from portal.accounts.sessions.actions import delete_sessions
from portal.accounts.tries.actions import SECOND_FACTOR, clear_tries, reserve_try
from portal.base import clock
from portal.base.errors import ActionError
from portal.journal.writer import log_event
from portal.mail.outbox import queue_mail

from . import codes, passkeys
from .events import (
    FACTOR_ADDED,
    FACTOR_DELAYED,
    FACTOR_FAILED,
    FACTOR_REMOVED,
    FACTOR_USED,
    FACTORS_RESET,
    RECOVERY_CODE_USED,
    RECOVERY_CODES_MADE,
)
from .mails import (
    FACTOR_ADDED_MAIL,
    FACTOR_REMOVED_MAIL,
    FACTORS_RESET_MAIL,
    RECOVERY_CODE_USED_MAIL,
    RECOVERY_CODES_MADE_MAIL,
)
from .queries import authenticators_of, has_second_factor, passkeys_of
from .rules import FACTOR_LABELS, FACTOR_WORDS

Type = Authenticator.Type
WRONG_RECOVERY_CODE = "Ce code de secours n'est pas le bon, ou il a déjà servi : essayez-en un autre."
CLOCK = "Si cela continue, réglez l'heure de votre téléphone sur « automatique »."
WRONG_CODE = f"Ce code n'est pas le bon, ou il a déjà servi : attendez que l'application en affiche un autre. {CLOCK}"
WRONG_FIRST_CODE = f"Ce code n'est pas le bon : saisissez celui que l'application affiche maintenant. {CLOCK}"
WRONG_KEY = "Cette clé d'accès n'a pas pu être reconnue : recommencez, ou choisissez un autre moyen."


@dataclass(frozen=True)
class Verification:
    """`wait`: how long until the next try is looked at, when this one came too soon."""

    good: bool
    wait: timedelta = timedelta(0)


def _about(user: User) -> tuple[str, int]:
    return ("accounts.user", user.pk)


def _record_added(user: User, factor: str) -> list[str]:
    """Journal row and mail; returns the recovery codes that come with a first factor."""
    log_event(FACTOR_ADDED, actor_id=user.pk, about=_about(user), factor=FACTOR_WORDS[factor])
    queue_mail(FACTOR_ADDED_MAIL, to=user, context={"at": clock.now(), "factor": FACTOR_LABELS[factor]})
    return [] if RecoveryCodes.objects.filter(user=user).exists() else _new_codes(user)


def _new_codes(user: User) -> list[str]:
    fresh, salt = codes.new_recovery_codes(), codes.new_salt()
    hashes = [codes.hash_recovery_code(code, salt) for code in fresh]
    RecoveryCodes.objects.update_or_create(user=user, defaults={"salt": salt, "hashes": hashes})
    return fresh


@transaction.atomic
def add_application(*, user: User, secret: str, code: str, session_key: str) -> list[str]:
    """Add the application whose key is `secret`; its first code proves it. Every session but `session_key` ends.

    Returns the recovery codes made with a first factor, to be shown once. Raises `ActionError` on « code ».
    """
    user = User.objects.lock(user)
    if Authenticator.objects.filter(user=user, type=Type.APPLICATION).exists():
        raise ActionError("Une application est déjà en place : retirez-la avant d'en ajouter une autre.")
    step = codes.matching_step(secret, codes.normalised_code(code), clock.now(), after=0)
    if step is None:
        raise ActionError({"code": [WRONG_FIRST_CODE]})
    Authenticator.objects.create(
        user=user, type=Type.APPLICATION, secret=codes.encrypt(secret), last_step=step, created_at=clock.now()
    )
    delete_sessions(user, keep=session_key)
    return _record_added(user, Type.APPLICATION)


@transaction.atomic
def add_passkey(
    *,
    user: User,
    name: str,
    state: dict[str, Any] | None,
    credential: dict[str, Any],
    host: str,
    session_key: str,
) -> list[str]:
    """Add a passkey; `name` is its owner's. Returns recovery codes as `add_application` does. Raises `ActionError`."""
    user = User.objects.lock(user)
    try:
        data = passkeys.verify_registration(state, credential, host)
    except passkeys.WrongPasskey:
        raise ActionError("Cette clé d'accès n'a pas pu être enregistrée : recommencez.") from None
    Authenticator.objects.create(
        user=user, type=Type.PASSKEY, name=name, credential=data, sign_count=0, created_at=clock.now()
    )
    delete_sessions(user, keep=session_key)
    return _record_added(user, Type.PASSKEY)


@transaction.atomic
def remove_authenticator(*, user: User, public_id: str, session_key: str) -> bool:
    """A person removes one of their own; the recovery codes go with the last one. False when there is none of this id."""
    user = User.objects.lock(user)
    kept = authenticators_of(user).filter(public_id=public_id).first()
    if kept is None:
        return False
    factor = kept.type
    kept.delete()
    if not has_second_factor(user):
        RecoveryCodes.objects.filter(user=user).delete()
    delete_sessions(user, keep=session_key)
    log_event(FACTOR_REMOVED, actor_id=user.pk, about=_about(user), factor=FACTOR_WORDS[factor])
    queue_mail(FACTOR_REMOVED_MAIL, to=user, context={"at": clock.now(), "factor": FACTOR_LABELS[factor]})
    return True


@transaction.atomic
def renew_recovery_codes(*, user: User) -> list[str]:
    """Ten new codes, to be shown once; the previous ones stop working. Raises `ActionError`."""
    user = User.objects.lock(user)
    if not has_second_factor(user):
        raise ActionError("Ajoutez d'abord une application ou une clé d'accès : les codes ne font que la secourir.")
    fresh = _new_codes(user)
    log_event(RECOVERY_CODES_MADE, actor_id=user.pk, about=_about(user))
    queue_mail(RECOVERY_CODES_MADE_MAIL, to=user, context={"at": clock.now()})
    return fresh


def delete_second_factor(user: User) -> bool:
    """Authenticators and recovery codes; whether there were any. Callers hold the row locked, and record it."""
    authenticators, _ = Authenticator.objects.filter(user=user).delete()
    recovery_codes, _ = RecoveryCodes.objects.filter(user=user).delete()
    return bool(authenticators or recovery_codes)


@transaction.atomic
def remove_second_factor(
    *, actor: User, user: User, by: str, caf_id: int | None = None, agreement_id: int | None = None
) -> None:
    """An administrator removes a lost second factor; sessions end. Raises `ActionError`.

    `by`: the administrator, as the mail names them.
    """
    user = User.objects.lock(user)
    if not delete_second_factor(user):
        raise ActionError("Ce compte n'a pas de second facteur : il n'y a rien à supprimer.")
    user.session_epoch += 1
    user.save(update_fields=["session_epoch"])
    delete_sessions(user)
    clear_tries(user, SECOND_FACTOR)
    scope: dict[str, Any] = {"caf_id": caf_id, "agreement_id": agreement_id}
    log_event(FACTORS_RESET, actor_id=actor.pk, about=_about(user), **scope)
    queue_mail(FACTORS_RESET_MAIL, to=user, context={"at": clock.now(), "by": by}, **scope)


@transaction.atomic
def verify_code(*, user: User, typed: str) -> Verification:
    """A code of the application, or a recovery code, at sign-in. The try is counted before the code is looked at."""
    wait = _reserve_try(user)
    if wait:
        return Verification(good=False, wait=wait)
    user, code = User.objects.lock(user), codes.normalised_code(typed)
    if _accept_application_code(user, code) or _accept_recovery_code(user, code):
        clear_tries(user, SECOND_FACTOR)
        return Verification(good=True)
    log_event(FACTOR_FAILED, actor_id=user.pk, about=_about(user))
    return Verification(good=False)


@transaction.atomic
def verify_passkey(*, user: User, state: dict[str, Any] | None, answer: dict[str, Any], host: str) -> Verification:
    """A passkey's answer at sign-in; the try is counted as for a code."""
    wait = _reserve_try(user)
    if wait:
        return Verification(good=False, wait=wait)
    user = User.objects.lock(user)
    try:
        key, counter = passkeys.verify_authentication(passkeys_of(user), state, answer, host)
    except passkeys.WrongPasskey:
        key, counter = None, 0
    # A count that does not grow means that somebody holds a copy of the key (WebAuthn, 6.1.1).
    if key is None or ((counter or key.sign_count) and counter <= (key.sign_count or 0)):
        log_event(FACTOR_FAILED, actor_id=user.pk, about=_about(user))
        return Verification(good=False)
    key.sign_count = counter
    _record_use(user, key)
    clear_tries(user, SECOND_FACTOR)
    return Verification(good=True)


def _reserve_try(user: User) -> timedelta:
    wait = reserve_try(identifier=user.username, address="", kind=SECOND_FACTOR)
    if wait:
        log_event(FACTOR_DELAYED, actor_id=user.pk, about=_about(user))
    return wait


def _record_use(user: User, kept: Authenticator) -> None:
    kept.last_used_at = clock.now()
    kept.save(update_fields=["last_step", "sign_count", "last_used_at"])
    log_event(FACTOR_USED, actor_id=user.pk, about=_about(user), factor=FACTOR_WORDS[kept.type])


def _accept_application_code(user: User, code: str) -> bool:
    kept = Authenticator.objects.filter(user=user, type=Type.APPLICATION).first()
    if kept is None:
        return False
    step = codes.matching_step(codes.decrypt(kept.secret), code, clock.now(), after=kept.last_step or 0)
    if step is None:
        return False
    kept.last_step = step
    _record_use(user, kept)
    return True


def _accept_recovery_code(user: User, code: str) -> bool:
    kept = RecoveryCodes.objects.filter(user=user).first()
    if kept is None or not codes.is_recovery_code(code):
        return False
    mark = codes.hash_recovery_code(code, kept.salt)
    if mark not in kept.hashes:
        return False
    kept.hashes.remove(mark)
    kept.save(update_fields=["hashes"])
    left = len(kept.hashes)
    log_event(RECOVERY_CODE_USED, actor_id=user.pk, about=_about(user), left=left)
    queue_mail(RECOVERY_CODE_USED_MAIL, to=user, context={"at": clock.now(), "left": left})
    return True
