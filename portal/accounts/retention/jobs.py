"""Accounts that nobody uses and traces that nobody needs. Each purge leaves its count in the journal."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from portal.accounts.models import AccessLink, Session, SignInFailures, User
from portal.base import clock
from portal.base.delays import NOTICE, UNACTIVATED, UNUSED, WORDS
from portal.base.errors import ActionError
from portal.base.jobs import A_DAY, Job, declare_jobs
from portal.base.models import Submission
from portal.journal.purging import log_purge
from portal.mail.retention import delete_old_mails, empty_old_texts

from .actions import anonymise_account, close_unactivated_account, send_dormant_notice

# People handled in one run; the next run takes the others.
MOST_PEOPLE = 500
LINKS_KEPT = timedelta(days=30)
TRIES_KEPT = timedelta(days=2)
SUBMISSIONS_KEPT = timedelta(days=7)


def _each(people: Iterable[User], act: Callable[..., bool]) -> int:
    """One transaction per person; somebody whom another room keeps stays for a later run. How many were done."""
    done = 0
    for user in people:
        try:
            done += act(user=user)
        except ActionError:
            continue
    return done


def close_unactivated_accounts() -> int:
    before = clock.now() - UNACTIVATED
    pending = User.objects.filter(state=User.State.PENDING, created_at__lte=before)
    return _each(pending.order_by("id")[:MOST_PEOPLE], close_unactivated_account)


def _unused(before: timedelta) -> QuerySet[User]:
    people = User.objects.annotate(used_at=Coalesce("last_login", "created_at"))
    return people.filter(used_at__lte=clock.now() - before, anonymised_at=None).order_by("id")


def send_dormant_notices() -> int:
    states = (User.State.ACTIVE, User.State.SUSPENDED)
    due = _unused(UNUSED).filter(state__in=states, dormant_notice_at=None)
    return _each(due[:MOST_PEOPLE], send_dormant_notice)


def anonymise_dormant_accounts() -> int:
    notified = Q(dormant_notice_at__lte=clock.now() - NOTICE) & ~Q(state=User.State.PENDING)
    due = _unused(UNUSED).filter(notified | Q(state=User.State.CLOSED))
    return _each(due[:MOST_PEOPLE], anonymise_account)


def _purge(rows: QuerySet, what: str) -> int:
    with transaction.atomic():
        deleted, _ = rows.delete()
        log_purge(what, deleted)
    return deleted


def purge_traces() -> int:
    """Ended sessions, used or expired links, old tries, one-time keys of old forms; how many rows were deleted."""
    now = clock.now()
    spent = Q(used_at__lte=now - LINKS_KEPT) | Q(revoked_at__lte=now - LINKS_KEPT) | Q(expires_at__lte=now - LINKS_KEPT)
    return (
        _purge(Session.objects.filter(expire_date__lte=now), "sessions")
        + _purge(AccessLink.objects.filter(spent), "links")
        + _purge(SignInFailures.objects.filter(last_at__lte=now - TRIES_KEPT), "tries")
        + _purge(Submission.objects.filter(at__lte=now - SUBMISSIONS_KEPT), "submissions")
    )


@transaction.atomic
def purge_letters() -> int:
    """Old mails: first their text, later the whole row; how many of both."""
    texts, mails = empty_old_texts(), delete_old_mails()
    log_purge("mail_texts", texts)
    log_purge("mails", mails)
    return texts + mails


declare_jobs(
    Job("close_never_activated", A_DAY, close_unactivated_accounts, "Clôture des comptes jamais activés"),
    Job("tell_dormant", A_DAY, send_dormant_notices, f"Avis aux comptes inutilisés depuis {WORDS.unused}"),
    Job("anonymise_dormant", A_DAY, anonymise_dormant_accounts, "Anonymisation des comptes inutilisés"),
    Job("purge_traces", A_DAY, purge_traces, "Purge des sessions, liens et essais anciens"),
    Job("purge_letters", A_DAY, purge_letters, "Purge des mails anciens"),
)
