"""The second factor: an authenticator application or passkeys, with recovery codes; told by mail at each change."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from portal import journal, mail
from portal.accounts import codes, passkeys, queries
from portal.accounts.models import User
from portal.accounts.rules import FACTOR_LABELS, FACTOR_WORDS
from portal.base import clock
from portal.base.errors import ActionError
from portal.base.ids import new_public_id

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
    if Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).exists():
        return []
    return _new_codes(user)


def _new_codes(user: User) -> list[str]:
    fresh, salt = codes.new_recovery_codes(), codes.new_salt()
    data = {"salt": salt, "hashes": [codes.hashed(code, salt) for code in fresh]}
    Authenticator.objects.update_or_create(
        user=user, type=Type.RECOVERY_CODES, defaults={"data": data, "created_at": clock.now(), "last_used_at": None}
    )
    return fresh


@transaction.atomic
def add_totp(*, user: User, secret: str, code: str, session_key: str) -> list[str]:
    """The application whose key is `secret`, once it has given a right code; new recovery codes, if these are the first.

    Every session but `session_key` ends, as at each change of a factor.

    Raises `ActionError` on « code ».
    """
    user = lock(user)
    if Authenticator.objects.filter(user=user, type=Type.TOTP).exists():
        raise ActionError("Une application est déjà en place : retirez-la avant d'en ajouter une autre.")
    step = codes.matching_step(secret, codes.typed_code(code), clock.now(), after=0)
    if step is None:
        raise ActionError(
            {"code": ["Ce code n'est pas le bon : saisissez celui que l'application affiche maintenant."]}
        )
    data = {"secret": codes.encrypt(secret), "last_step": step, "public_id": new_public_id()}
    Authenticator.objects.create(user=user, type=Type.TOTP, data=data, created_at=clock.now())
    delete_sessions(user, keep=session_key)
    return _added(user, str(Type.TOTP))


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
        passkeys.check_registration(state, credential, host)
    except passkeys.WrongPasskey:
        raise ActionError("Cette clé d'accès n'a pas pu être enregistrée : recommencez.") from None
    data = {"name": name, "credential": credential, "counter": 0, "public_id": new_public_id()}
    Authenticator.objects.create(user=user, type=Type.WEBAUTHN, data=data, created_at=clock.now())
    delete_sessions(user, keep=session_key)
    return _added(user, str(Type.WEBAUTHN))


@transaction.atomic
def remove_factor(*, user: User, public_id: str, session_key: str) -> bool:
    """A person removes one of their own; the recovery codes go with the last. Whether there was such a one."""
    user = lock(user)
    kept = next((each for each in queries.factors(user) if each.data["public_id"] == public_id), None)
    if kept is None:
        return False
    factor = str(kept.type)
    kept.delete()
    if not queries.factors(user).exists():
        Authenticator.objects.filter(user=user).delete()
    delete_sessions(user, keep=session_key)
    journal.record("accounts.factor_removed", actor_id=user.pk, about=_about(user), factor=FACTOR_WORDS[factor])
    mail.queue("accounts/factor_removed", to=user, context={"at": clock.now(), "factor": FACTOR_LABELS[factor]})
    return True


@transaction.atomic
def renew_recovery_codes(*, user: User) -> list[str]:
    """Ten new codes, to be shown once; the former ones no longer count. Raises `ActionError`."""
    user = lock(user)
    if not queries.factors(user).exists():
        raise ActionError("Ajoutez d'abord une application ou une clé d'accès : les codes ne font que la secourir.")
    fresh = _new_codes(user)
    journal.record("accounts.recovery_codes_made", actor_id=user.pk, about=_about(user))
    mail.queue("accounts/recovery_codes_made", to=user, context={"at": clock.now()})
    return fresh


@transaction.atomic
def reset_second_factor(
    *, actor: User, user: User, by: str, caf_id: int | None = None, agreement_id: int | None = None
) -> None:
    """An administrator removes the second factor of somebody who lost it; sessions end. Raises `ActionError`.

    `by`: who does it, as the mail says it.
    """
    user = lock(user)
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if not removed:
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
        key, counter = passkeys.check_presence(queries.passkeys_of(user), state, answer, host)
    except passkeys.WrongPasskey:
        key, counter = None, 0
    # A count that goes back, to nothing too, tells of a copied key (WebAuthn, 6.1.1).
    if key is None or ((counter or key.data["counter"]) and counter <= key.data["counter"]):
        journal.record("accounts.factor_failed", actor_id=user.pk, about=_about(user))
        return Presented(good=False)
    key.data["counter"] = counter
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
    kept.save(update_fields=["data", "last_used_at"])
    journal.record("accounts.factor_used", actor_id=user.pk, about=_about(user), factor=FACTOR_WORDS[str(kept.type)])


def _take_step(user: User, code: str) -> bool:
    kept = Authenticator.objects.filter(user=user, type=Type.TOTP).first()
    if kept is None:
        return False
    step = codes.matching_step(codes.decrypt(kept.data["secret"]), code, clock.now(), after=kept.data["last_step"])
    if step is None:
        return False
    kept.data["last_step"] = step
    _used(user, kept)
    return True


def _take_recovery_code(user: User, code: str) -> bool:
    kept = Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).first()
    if kept is None or not codes.is_recovery(code):
        return False
    mark = codes.hashed(code, kept.data["salt"])
    if mark not in kept.data["hashes"]:
        return False
    kept.data["hashes"].remove(mark)
    kept.last_used_at = clock.now()
    kept.save(update_fields=["data", "last_used_at"])
    left = len(kept.data["hashes"])
    journal.record("accounts.recovery_code_used", actor_id=user.pk, about=_about(user), left=left)
    mail.queue("accounts/recovery_code_used", to=user, context={"at": clock.now(), "left": left})
    return True
