"""The second factor: an authenticator application or passkeys, with recovery codes; told by mail at each change."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction

from portal import journal, mail
from portal.accounts import codes, passkeys, queries
from portal.accounts.models import Authenticator, RecoveryCodes, User
from portal.accounts.rules import FACTOR_LABELS, FACTOR_WORDS
from portal.base import clock
from portal.base.errors import ActionError

from .links import lock
from .signing import FACTOR, clear_tries, delete_sessions, reserve_try

Type = Authenticator.Type
WRONG_RECOVERY_CODE = "Ce code de secours n'est pas le bon, ou il a déjà servi : essayez-en un autre."
WRONG_CODE = "Ce code n'est pas le bon, ou il a déjà servi : attendez que l'application en affiche un autre."
WRONG_KEY = "Cette clé d'accès n'a pas pu être reconnue : recommencez, ou choisissez un autre moyen."


@dataclass(frozen=True)
class Presented:
    """What came of a try: `wait` is how long before the next is looked at, when this one came too soon."""

    good: bool
    wait: timedelta = timedelta(0)


def _about(user: User) -> tuple[str, int]:
    return ("accounts.user", user.pk)


def _added(user: User, factor: str) -> list[str]:
    """Journal and mail; the recovery codes that come with a first factor, to be shown once."""
    journal.record("accounts.factor_added", actor_id=user.pk, about=_about(user), factor=FACTOR_WORDS[factor])
    mail.queue("accounts/factor_added", to=user, context={"at": clock.now(), "factor": FACTOR_LABELS[factor]})
    return [] if RecoveryCodes.objects.filter(user=user).exists() else _new_codes(user)


def _new_codes(user: User) -> list[str]:
    fresh, salt = codes.new_recovery_codes(), codes.new_salt()
    hashes = [codes.hashed(code, salt) for code in fresh]
    RecoveryCodes.objects.update_or_create(user=user, defaults={"salt": salt, "hashes": hashes})
    return fresh


@transaction.atomic
def add_totp(*, user: User, secret: str, code: str, session_key: str) -> list[str]:
    """The application whose key is `secret`, once it has given a right code; new recovery codes, if these are the first.

    Every session but `session_key` ends, as at each change of a factor.

    Raises `ActionError` on « code ».
    """
    user = lock(user)
    if Authenticator.objects.filter(user=user, type=Type.APPLICATION).exists():
        raise ActionError("Une application est déjà en place : retirez-la avant d'en ajouter une autre.")
    step = codes.matching_step(secret, codes.typed_code(code), clock.now(), after=0)
    if step is None:
        raise ActionError(
            {"code": ["Ce code n'est pas le bon : saisissez celui que l'application affiche maintenant."]}
        )
    Authenticator.objects.create(
        user=user, type=Type.APPLICATION, secret=codes.encrypt(secret), last_step=step, created_at=clock.now()
    )
    delete_sessions(user, keep=session_key)
    return _added(user, Type.APPLICATION)


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
    """A passkey under the name by which its owner knows it; recovery codes as above. Raises `ActionError`."""
    user = lock(user)
    try:
        data = passkeys.check_registration(state, credential, host)
    except passkeys.WrongPasskey:
        raise ActionError("Cette clé d'accès n'a pas pu être enregistrée : recommencez.") from None
    Authenticator.objects.create(
        user=user, type=Type.PASSKEY, name=name, credential=data, sign_count=0, created_at=clock.now()
    )
    delete_sessions(user, keep=session_key)
    return _added(user, Type.PASSKEY)


@transaction.atomic
def remove_factor(*, user: User, public_id: str, session_key: str) -> bool:
    """A person removes one of their own; the recovery codes go with the last. Whether there was such a one."""
    user = lock(user)
    kept = queries.authenticators(user).filter(public_id=public_id).first()
    if kept is None:
        return False
    factor = kept.type
    kept.delete()
    if not queries.has_second_factor(user):
        RecoveryCodes.objects.filter(user=user).delete()
    delete_sessions(user, keep=session_key)
    journal.record("accounts.factor_removed", actor_id=user.pk, about=_about(user), factor=FACTOR_WORDS[factor])
    mail.queue("accounts/factor_removed", to=user, context={"at": clock.now(), "factor": FACTOR_LABELS[factor]})
    return True


@transaction.atomic
def renew_recovery_codes(*, user: User) -> list[str]:
    """Ten new codes, to be shown once; the former ones no longer count. Raises `ActionError`."""
    user = lock(user)
    if not queries.has_second_factor(user):
        raise ActionError("Ajoutez d'abord une application ou une clé d'accès : les codes ne font que la secourir.")
    fresh = _new_codes(user)
    journal.record("accounts.recovery_codes_made", actor_id=user.pk, about=_about(user))
    mail.queue("accounts/recovery_codes_made", to=user, context={"at": clock.now()})
    return fresh


def delete_second_factor(user: User) -> bool:
    """Authenticators and recovery codes, without a word to anybody; whether there were any. The row is locked already."""
    authenticators, _ = Authenticator.objects.filter(user=user).delete()
    recovery_codes, _ = RecoveryCodes.objects.filter(user=user).delete()
    return bool(authenticators or recovery_codes)


@transaction.atomic
def reset_second_factor(
    *, actor: User, user: User, by: str, caf_id: int | None = None, agreement_id: int | None = None
) -> None:
    """An administrator removes the second factor of somebody who lost it; sessions end. Raises `ActionError`.

    `by`: who does it, as the mail says it.
    """
    user = lock(user)
    if not delete_second_factor(user):
        raise ActionError("Ce compte n'a pas de second facteur : il n'y a rien à supprimer.")
    user.session_epoch += 1
    user.save(update_fields=["session_epoch"])
    delete_sessions(user)
    clear_tries(user, FACTOR)
    scope = {"caf_id": caf_id, "agreement_id": agreement_id}
    journal.record("accounts.factors_reset", actor_id=actor.pk, about=_about(user), **scope)
    mail.queue("accounts/factors_reset", to=user, context={"at": clock.now(), "by": by}, **scope)


@transaction.atomic
def present_code(*, user: User, typed: str) -> Presented:
    """A code of the application, or a recovery code, at sign-in; counted before it is looked at."""
    wait = _reserve(user)
    if wait:
        return Presented(good=False, wait=wait)
    user, code = lock(user), codes.typed_code(typed)
    if _take_step(user, code) or _take_recovery_code(user, code):
        clear_tries(user, FACTOR)
        return Presented(good=True)
    journal.record("accounts.factor_failed", actor_id=user.pk, about=_about(user))
    return Presented(good=False)


@transaction.atomic
def present_passkey(*, user: User, state: dict[str, Any] | None, answer: dict[str, Any], host: str) -> Presented:
    """A passkey's answer at sign-in; counted like a code."""
    wait = _reserve(user)
    if wait:
        return Presented(good=False, wait=wait)
    user = lock(user)
    try:
        key, counter = passkeys.check_presence(queries.passkeys(user), state, answer, host)
    except passkeys.WrongPasskey:
        key, counter = None, 0
    # A count that goes back, to nothing too, tells of a copied key (WebAuthn, 6.1.1).
    if key is None or ((counter or key.sign_count) and counter <= (key.sign_count or 0)):
        journal.record("accounts.factor_failed", actor_id=user.pk, about=_about(user))
        return Presented(good=False)
    key.sign_count = counter
    _used(user, key)
    clear_tries(user, FACTOR)
    return Presented(good=True)


def _reserve(user: User) -> timedelta:
    wait = reserve_try(identifier=user.username, address="", kind=FACTOR)
    if wait:
        journal.record("accounts.factor_delayed", actor_id=user.pk, about=_about(user))
    return wait


def _used(user: User, kept: Authenticator) -> None:
    kept.last_used_at = clock.now()
    kept.save(update_fields=["last_step", "sign_count", "last_used_at"])
    journal.record("accounts.factor_used", actor_id=user.pk, about=_about(user), factor=FACTOR_WORDS[kept.type])


def _take_step(user: User, code: str) -> bool:
    kept = Authenticator.objects.filter(user=user, type=Type.APPLICATION).first()
    if kept is None:
        return False
    step = codes.matching_step(codes.decrypt(kept.secret), code, clock.now(), after=kept.last_step or 0)
    if step is None:
        return False
    kept.last_step = step
    _used(user, kept)
    return True


def _take_recovery_code(user: User, code: str) -> bool:
    kept = RecoveryCodes.objects.filter(user=user).first()
    if kept is None or not codes.is_recovery(code):
        return False
    mark = codes.hashed(code, kept.salt)
    if mark not in kept.hashes:
        return False
    kept.hashes.remove(mark)
    kept.save(update_fields=["hashes"])
    left = len(kept.hashes)
    journal.record("accounts.recovery_code_used", actor_id=user.pk, about=_about(user), left=left)
    mail.queue("accounts/recovery_code_used", to=user, context={"at": clock.now(), "left": left})
    return True
