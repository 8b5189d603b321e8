"""What nobody needs any more goes: accounts never activated, accounts that nobody uses (norm 26).

The transitions of one person each; `portal.accounts.retention` finds who is due.
"""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from portal import journal, mail
from portal.accounts import registries, rules
from portal.accounts.models import AccessLink, User
from portal.base import clock
from portal.mail.retention import forget

from .factors import delete_second_factor
from .links import lock
from .signing import FACTOR, RESET, SIGN_IN, clear_tries, delete_sessions
from .states import close


def _last_use(user: User) -> datetime:
    return user.last_login or user.created_at


@transaction.atomic
def close_never_activated(*, user: User) -> bool:
    """Whether the account was closed: never activated, and 90 days have passed. `ActionError` if a room keeps it."""
    user = lock(user)
    if user.state != User.State.PENDING or not rules.is_given_up(user.created_at, clock.now()):
        return False
    registries.say_goodbye(user)
    close(actor=None, user=user)
    return True


@transaction.atomic
def give_dormant_notice(*, user: User) -> bool:
    """Whether the person was told, once, that an account unused for two years will go in 30 days."""
    user = lock(user)
    if user.dormant_notice_at or user.state not in (User.State.ACTIVE, User.State.SUSPENDED):
        return False
    if not rules.is_dormant(_last_use(user), clock.now()):
        return False
    user.dormant_notice_at = clock.now()
    user.save(update_fields=["dormant_notice_at"])
    journal.record("accounts.dormant_notice", actor_id=None, about=("accounts.user", user.pk))
    mail.queue("accounts/dormant_notice", to=user, context={"until": clock.today() + rules.NOTICE})
    return True


@transaction.atomic
def anonymise(*, user: User) -> bool:
    """Whether the person was forgotten: their row stays, so that histories keep their author's number, and nothing else.

    Raises `ActionError` if a room keeps the account.
    """
    user = lock(user)
    told = user.dormant_notice_at if user.state != User.State.CLOSED else None
    closed = user.state == User.State.CLOSED
    if user.anonymised_at or not rules.may_anonymise(_last_use(user), told, closed=closed, now=clock.now()):
        return False
    registries.say_goodbye(user)
    if not closed:
        user = close(actor=None, user=user)
    delete_sessions(user)
    for kind in (SIGN_IN, RESET, FACTOR):
        clear_tries(user, kind)
    AccessLink.objects.filter(user=user).delete()
    delete_second_factor(user)
    forget(user.pk)
    _blank(user)
    journal.record("accounts.anonymised", actor_id=None, about=("accounts.user", user.pk))
    return True


def _blank(user: User) -> None:
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
