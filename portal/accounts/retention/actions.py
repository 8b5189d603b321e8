"""Accounts never activated are closed, accounts that nobody uses are anonymised (norm 26).

One person each; `retention.jobs` finds who is due.
"""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from portal.accounts import registries
from portal.accounts.lifecycle.actions import close_account
from portal.accounts.models import AccessLink, User
from portal.accounts.names.actions import forget_past_names
from portal.accounts.second_factor.actions import delete_second_factor
from portal.accounts.sessions.actions import delete_sessions
from portal.accounts.tries.actions import RESET, SECOND_FACTOR, SIGN_IN, clear_tries
from portal.base import clock
from portal.base.delays import NOTICE
from portal.journal.writer import log_event
from portal.mail.outbox import queue_mail
from portal.mail.retention import delete_mails_of

from .events import ANONYMISED, DORMANT_NOTICE
from .mails import DORMANT_NOTICE_MAIL
from .rules import is_dormant, is_long_unactivated, may_anonymise


def _last_use(user: User) -> datetime:
    return user.last_login or user.created_at


@transaction.atomic
def close_unactivated_account(*, user: User) -> bool:
    """Whether the account was closed: not activated within 90 days. Raises `ActionError` if a room keeps it."""
    user = User.objects.lock(user)
    if user.state != User.State.PENDING or not is_long_unactivated(user.created_at, clock.now()):
        return False
    registries.run_before_closing(user)
    close_account(actor=None, user=user)
    return True


@transaction.atomic
def send_dormant_notice(*, user: User) -> bool:
    """Whether a mail was queued, once, that an account unused for two years will be erased in 30 days."""
    user = User.objects.lock(user)
    if user.dormant_notice_at or user.state not in (User.State.ACTIVE, User.State.SUSPENDED):
        return False
    if not is_dormant(_last_use(user), clock.now()):
        return False
    user.dormant_notice_at = clock.now()
    user.save(update_fields=["dormant_notice_at"])
    log_event(DORMANT_NOTICE, actor_id=None, about=("accounts.user", user.pk))
    # The last whole day: the night after it, the account is erased.
    queue_mail(DORMANT_NOTICE_MAIL, to=user, context={"until": clock.today() + NOTICE - timedelta(days=1)})
    return True


@transaction.atomic
def anonymise_account(*, user: User) -> bool:
    """Whether the account was anonymised: only its row and number stay, for the histories that name their author.

    Raises `ActionError` if a room keeps the account.
    """
    user = User.objects.lock(user)
    notified = user.dormant_notice_at if user.state != User.State.CLOSED else None
    closed = user.state == User.State.CLOSED
    if user.anonymised_at or not may_anonymise(_last_use(user), notified, closed=closed, now=clock.now()):
        return False
    registries.run_before_closing(user)
    if not closed:
        user = close_account(actor=None, user=user)
    delete_sessions(user)
    for kind in (SIGN_IN, RESET, SECOND_FACTOR):
        clear_tries(user, kind)
    AccessLink.objects.filter(user=user).delete()
    delete_second_factor(user)
    delete_mails_of(user.pk)
    forget_past_names(user)
    _erase(user)
    log_event(ANONYMISED, actor_id=None, about=("accounts.user", user.pk))
    return True


def _erase(user: User) -> None:
    user.username = f"parti-{user.public_id}"
    user.email = f"{user.public_id}@anonyme.invalid"
    user.first_name, user.last_name, user.phone = "Compte", "anonymisé", ""
    user.mobility = User.Mobility.SEDENTARY
    user.password = make_password(None)
    user.previous_login = user.last_login = user.password_changed_at = user.provisional_until = None
    user.must_change_password = False
    user.session_epoch += 1
    user.anonymised_at = clock.now()
    user.save()
