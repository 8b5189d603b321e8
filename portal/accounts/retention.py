"""Who and what is due to go, and the jobs that see to it. Each purge leaves its count in the journal."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from portal.base import clock
from portal.base.errors import ActionError
from portal.base.models import Submission
from portal.journal.purging import note_purge
from portal.mail.retention import delete_old, empty_old_texts

from . import actions, rules
from .models import AccessLink, Session, SignInFailures, User

# People of one run; the next one takes those that are left.
MOST_PEOPLE = 500
LINKS_KEPT = timedelta(days=30)
TRIES_KEPT = timedelta(days=2)
SUBMISSIONS_KEPT = timedelta(days=7)


def _each(people: Iterable[User], act: Callable[..., bool]) -> int:
    """One transaction a person; who is kept by another room stays for a later run."""
    done = 0
    for user in people:
        try:
            done += act(user=user)
        except ActionError:
            continue
    return done


def close_never_activated() -> int:
    before = clock.now() - rules.GIVEN_UP
    pending = User.objects.filter(state=User.State.PENDING, created_at__lte=before)
    return _each(pending.order_by("id")[:MOST_PEOPLE], actions.close_never_activated)


def _unused(before: timedelta) -> QuerySet[User]:
    seen = User.objects.annotate(used_at=Coalesce("last_login", "created_at"))
    return seen.filter(used_at__lte=clock.now() - before, anonymised_at=None).order_by("id")


def tell_dormant() -> int:
    states = (User.State.ACTIVE, User.State.SUSPENDED)
    told = _unused(rules.DORMANT).filter(state__in=states, dormant_notice_at=None)
    return _each(told[:MOST_PEOPLE], actions.give_dormant_notice)


def anonymise_dormant() -> int:
    told = Q(dormant_notice_at__lte=clock.now() - rules.NOTICE) & ~Q(state=User.State.PENDING)
    due = _unused(rules.DORMANT).filter(told | Q(state=User.State.CLOSED))
    return _each(due[:MOST_PEOPLE], actions.anonymise)


def _purge(rows: QuerySet, what: str) -> int:
    with transaction.atomic():
        gone, _ = rows.delete()
        note_purge(what, gone)
    return gone


def purge_traces() -> int:
    """Ended sessions, spent links, forgotten tries, one-time keys of forms sent long ago; how many rows went."""
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
    """Mails of long ago: their text, then their address; how many of both."""
    texts, mails = empty_old_texts(), delete_old()
    note_purge("mail_texts", texts)
    note_purge("mails", mails)
    return texts + mails
