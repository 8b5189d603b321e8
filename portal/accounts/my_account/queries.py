"""What people read of their own account."""

from datetime import timedelta

from django.db.models import QuerySet

from portal.accounts.models import AccessLink, Session, User
from portal.accounts.second_factor.events import FACTOR_DELAYED, FACTOR_FAILED
from portal.accounts.sessions.events import SESSION_LAPSED, SIGNED_OUT
from portal.accounts.sign_in.events import SIGNED_IN
from portal.accounts.tries.events import SIGN_IN_DELAYED, SIGN_IN_FAILED
from portal.base import clock
from portal.base.ordering import empty_last
from portal.journal.models import Entry

MOST_SESSIONS = 50
HISTORY = timedelta(days=365)  # as long as the security journal is kept
CONNECTIONS = (
    SIGNED_IN.name,
    SIGNED_OUT.name,
    SESSION_LAPSED.name,
    SIGN_IN_FAILED.name,
    SIGN_IN_DELAYED.name,
    FACTOR_FAILED.name,
    FACTOR_DELAYED.name,
)


def open_sessions(user: User) -> QuerySet[Session]:
    """The person's sessions that have not ended, the most recent first."""
    sessions = Session.objects.filter(user_id=user.pk, expire_date__gt=clock.now()).exclude(public_id="")
    return sessions.defer("session_data").order_by(empty_last("-seen_at"), empty_last("-started_at"))


def email_to_confirm(user: User) -> str:
    """The new address that waits for its confirmation, or an empty string."""
    links = AccessLink.objects.filter(user=user, purpose=AccessLink.Purpose.EMAIL, used_at=None, revoked_at=None)
    return links.filter(expires_at__gt=clock.now()).order_by("-id").values_list("new_email", flat=True).first() or ""


def past_connections(user: User) -> QuerySet[Entry]:
    """Twelve months of sign-ins, sign-outs and refused tries, the newest first."""
    own = Entry.objects.filter(object_type="accounts.user", object_id=user.pk, kind__in=CONNECTIONS)
    return own.filter(at__gte=clock.now() - HISTORY).order_by("-id")
