"""Signing in and out: tries counted before they are looked at, previous connection, sessions ended."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portal import journal
from portal.accounts.identifiers import address_fingerprint, find_by_identifier, fingerprint
from portal.accounts.models import Session, SignInFailures, User
from portal.accounts.rules import Tries, after_success, after_try, is_pardoned, wait_before_try
from portal.base import clock

SIGN_IN, RESET, FACTOR = "", "reset", "factor"


def _subject(kind: str, mark: str) -> str:
    # Links asked for and passwords tried are counted apart; a fingerprint has 64 characters.
    return f"{kind}{mark}"[:64]


def _midnight() -> datetime:
    return timezone.make_aware(datetime.combine(clock.today() + timedelta(days=1), time.min))


def _locked(subject: str) -> SignInFailures:
    SignInFailures.objects.get_or_create(subject=subject, defaults={"day": clock.today(), "last_at": clock.now()})
    return SignInFailures.objects.select_for_update().get(subject=subject)


def _tries(row: SignInFailures) -> Tries:
    return Tries(row.count, row.count_today, row.day, row.last_at)


def _keep(row: SignInFailures, tries: Tries) -> None:
    row.count, row.count_today = tries.count, tries.count_today
    row.day, row.last_at = tries.day or row.day, tries.last_at or row.last_at
    row.save()


def _subjects(identifier: str, address: str, kind: str) -> tuple[str, list[str]]:
    """The identifier's, and all of them, always locked in the same order."""
    own = _subject(kind, fingerprint(identifier, find_by_identifier(identifier)))
    subjects = [own]
    if address and address not in settings.SIGN_IN_SHARED_ADDRESSES:
        subjects.append(_subject(kind, address_fingerprint(address)))
    return own, sorted(subjects)


def _about(user: User | None) -> tuple[str, int] | None:
    """Tries against an account that exists are told to its owner."""
    return ("accounts.user", user.pk) if user is not None else None


@transaction.atomic
def reserve_try(*, identifier: str, address: str, kind: str = SIGN_IN) -> timedelta:
    """Count a try before its password is looked at; how long to wait instead when it comes too soon.

    Counted first, so that a hundred tries sent at once are no more than one by one. `forgive` takes it back.
    """
    own, subjects = _subjects(identifier, address, kind)
    rows = [_locked(subject) for subject in subjects]
    now, today = clock.now(), clock.today()
    asked = [row for row in rows if row.subject == own]
    if not is_pardoned(asked[0].pardoned, asked[0].count):
        asked = rows
    wait = max(wait_before_try(_tries(row), now, today, _midnight()) for row in asked)
    if wait:
        if kind == SIGN_IN:
            user = find_by_identifier(identifier)
            mark = fingerprint(identifier, user)
            journal.record("accounts.sign_in_delayed", actor_id=None, about=_about(user), identifier=mark)
        return wait
    for row in rows:
        _keep(row, after_try(_tries(row), now, today))
    return timedelta(0)


@transaction.atomic
def forgive(*, user: User, address: str) -> None:
    """The right password was given: the person's tries are forgotten, at this address too, those of before help as well."""
    mark = fingerprint(user.username, user)
    own = SignInFailures.objects.filter(subject=mark).first()
    if own is None:
        return
    if address and address not in settings.SIGN_IN_SHARED_ADDRESSES:
        row = _locked(address_fingerprint(address))
        _keep(row, after_success(_tries(row), own.count + (own.pardoned or 0)))
    own.delete()


def clear_tries(user: User, kind: str = SIGN_IN) -> None:
    """No delay any more for this account."""
    SignInFailures.objects.filter(subject=_subject(kind, fingerprint(user.username, user))).delete()


def pardon(user: User) -> None:
    """The person was helped, by an administrator or by mail: they may try again, from where they mistyped too.

    Which address that is nobody knows here: what it counts is taken back when they have signed in.
    """
    own = _locked(fingerprint(user.username, user))
    own.pardoned = (own.pardoned or 0) + own.count
    own.count = own.count_today = 0
    own.save()


@transaction.atomic
def unlock(*, actor: User, user: User) -> None:
    """An administrator ends the delays of an account."""
    pardon(user)
    clear_tries(user, FACTOR)
    journal.record("accounts.unlocked", actor_id=actor.pk, about=("accounts.user", user.pk))


@transaction.atomic
def note_failure(*, identifier: str) -> None:
    user = find_by_identifier(identifier)
    journal.record(
        "accounts.sign_in_failed", actor_id=None, about=_about(user), identifier=fingerprint(identifier, user)
    )


@transaction.atomic
def note_sign_in(*, user: User) -> None:
    """Remember this connection, and the one before it, which is the one that people are shown."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    user.previous_login = locked.last_login
    user.last_login = clock.now()
    user.dormant_notice_at = None
    user.save(update_fields=["previous_login", "last_login", "dormant_notice_at"])
    journal.record("accounts.signed_in", actor_id=user.pk, about=("accounts.user", user.pk))


@transaction.atomic
def note_sign_out(*, user_id: int, why: str = "") -> None:
    """`why`: the rule that ended the session; empty when the person did."""
    about = ("accounts.user", user_id)
    if why:
        journal.record("accounts.session_lapsed", actor_id=user_id, about=about, why=why)
    else:
        journal.record("accounts.signed_out", actor_id=user_id, about=about)


def delete_sessions(user: User, *, keep: str = "") -> None:
    Session.objects.filter(user_id=user.pk).exclude(session_key=keep).delete()


@transaction.atomic
def end_session(*, user: User, public_id: str) -> bool:
    """A person ends one of their own sessions; whether there was such a one."""
    ended, _ = Session.objects.filter(user_id=user.pk, public_id=public_id).delete()
    if ended:
        journal.record("accounts.session_ended", actor_id=user.pk, about=("accounts.user", user.pk))
    return bool(ended)


@transaction.atomic
def end_other_sessions(*, user: User, session_key: str) -> int:
    """A person ends all their sessions but `session_key`, the present one; how many ended."""
    ended, _ = Session.objects.filter(user_id=user.pk).exclude(session_key=session_key).delete()
    if ended:
        journal.record("accounts.other_sessions_ended", actor_id=user.pk, about=("accounts.user", user.pk), count=ended)
    return ended


@transaction.atomic
def end_sessions(*, actor: User, user: User) -> None:
    """Every session of an account ends at its next request, whoever holds it."""
    user = User.objects.select_for_update().get(pk=user.pk)
    user.session_epoch += 1
    user.save(update_fields=["session_epoch"])
    delete_sessions(user)
    journal.record("accounts.sessions_ended", actor_id=actor.pk, about=("accounts.user", user.pk))
