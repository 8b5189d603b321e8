"""Tries of passwords and second factors, and requests for links: counted before they are looked at."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import SignInFailures, User
from portal.base import clock
from portal.journal.writer import log_event

from .events import SIGN_IN_DELAYED, SIGN_IN_FAILED, UNLOCKED
from .identifiers import address_fingerprint, find_by_identifier, fingerprint
from .rules import Tries, after_success, after_try, ignores_address, wait_before_try

SIGN_IN, RESET, SECOND_FACTOR = "", "reset", "factor"


def _subject(kind: str, mark: str) -> str:
    # Passwords, second factors and requests for links are counted apart. The column has 64 characters, as a fingerprint.
    return f"{kind}{mark}"[:64]


def _midnight() -> datetime:
    return timezone.make_aware(datetime.combine(clock.today() + timedelta(days=1), time.min))


def _lock_row(subject: str) -> SignInFailures:
    SignInFailures.objects.get_or_create(subject=subject, defaults={"day": clock.today(), "last_at": clock.now()})
    return SignInFailures.objects.select_for_update().get(subject=subject)


def _tries(row: SignInFailures) -> Tries:
    return Tries(row.count, row.count_today, row.day, row.last_at)


def _save_tries(row: SignInFailures, tries: Tries) -> None:
    row.count, row.count_today = tries.count, tries.count_today
    row.day, row.last_at = tries.day or row.day, tries.last_at or row.last_at
    row.save()


def _subjects(identifier: str, address: str, kind: str) -> tuple[str, list[str]]:
    """The identifier's subject, then all subjects in the order in which they are locked."""
    own = _subject(kind, fingerprint(identifier, find_by_identifier(identifier)))
    subjects = [own]
    if address and address not in settings.SIGN_IN_SHARED_ADDRESSES:
        subjects.append(_subject(kind, address_fingerprint(address)))
    return own, sorted(subjects)


def _about(user: User | None) -> tuple[str, int] | None:
    """Tries against an existing account are shown to its owner."""
    return ("accounts.user", user.pk) if user is not None else None


@transaction.atomic
def reserve_try(*, identifier: str, address: str, kind: str = SIGN_IN) -> timedelta:
    """Count a try before its password is looked at. Returns how long to wait when it comes too soon, else zero.

    Counted first, so that a hundred tries sent at once count as if sent one by one. `clear_tries_after_success` takes it back.
    """
    own, subjects = _subjects(identifier, address, kind)
    rows = [_lock_row(subject) for subject in subjects]
    now, today = clock.now(), clock.today()
    asked = [row for row in rows if row.subject == own]
    if not ignores_address(asked[0].count_before_help, asked[0].count):
        asked = rows
    wait = max(wait_before_try(_tries(row), now, today, _midnight()) for row in asked)
    if wait:
        if kind == SIGN_IN:
            user = find_by_identifier(identifier)
            mark = fingerprint(identifier, user)
            log_event(SIGN_IN_DELAYED, actor_id=None, about=_about(user), identifier=mark)
        return wait
    for row in rows:
        _save_tries(row, after_try(_tries(row), now, today))
    return timedelta(0)


@transaction.atomic
def clear_tries_after_success(*, user: User, address: str) -> None:
    """The right password was given: the person's own tries are taken back, at this address too, with those before help."""
    mark = fingerprint(user.username, user)
    own = SignInFailures.objects.filter(subject=mark).first()
    if own is None:
        return
    if address and address not in settings.SIGN_IN_SHARED_ADDRESSES:
        row = _lock_row(address_fingerprint(address))
        _save_tries(row, after_success(_tries(row), own.count + (own.count_before_help or 0)))
    own.delete()


def clear_tries(user: User, kind: str = SIGN_IN) -> None:
    """Ends the delays of this account."""
    SignInFailures.objects.filter(subject=_subject(kind, fingerprint(user.username, user))).delete()


def give_free_tries(user: User) -> None:
    """An administrator or a mail helped the person: they may try again, also from the address where they mistyped.

    That address is not known here: its count is taken back once they have signed in.
    """
    own = _lock_row(fingerprint(user.username, user))
    own.count_before_help = (own.count_before_help or 0) + own.count
    own.count = own.count_today = 0
    own.save()


@transaction.atomic
def lift_sign_in_delays(*, actor: User, user: User) -> None:
    """An administrator ends the delays of an account."""
    give_free_tries(user)
    clear_tries(user, SECOND_FACTOR)
    log_event(UNLOCKED, actor_id=actor.pk, about=("accounts.user", user.pk))


@transaction.atomic
def record_failed_sign_in(*, identifier: str) -> None:
    user = find_by_identifier(identifier)
    log_event(SIGN_IN_FAILED, actor_id=None, about=_about(user), identifier=fingerprint(identifier, user))
