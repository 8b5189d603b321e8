"""What people read of their own account."""

from datetime import timedelta

from django.db.models import QuerySet

from portal.base import clock
from portal.journal.models import Entry

from .models import AccessLink, Authenticator, RecoveryCodes, Session, User

MOST_SESSIONS = 50
HISTORY = timedelta(days=365)  # as long as the security journal is kept
CONNECTIONS = (
    "accounts.signed_in",
    "accounts.signed_out",
    "accounts.session_lapsed",
    "accounts.sign_in_failed",
    "accounts.sign_in_delayed",
    "accounts.factor_failed",
    "accounts.factor_delayed",
)


def open_sessions(user: User) -> QuerySet[Session]:
    """The person's sessions that have not ended, the most recent first."""
    sessions = Session.objects.filter(user_id=user.pk, expire_date__gt=clock.now()).exclude(public_id="")
    return sessions.defer("session_data").order_by("-seen_at", "-started_at")


def authenticators(user: User) -> QuerySet[Authenticator]:
    """The person's application and passkeys, oldest first."""
    return Authenticator.objects.filter(user=user).order_by("created_at", "id")


def passkeys(user: User) -> list[Authenticator]:
    return list(authenticators(user).filter(type=Authenticator.Type.PASSKEY))


def has_second_factor(user: User) -> bool:
    """Recovery codes are none by themselves: they only help out who has an application or a passkey."""
    return authenticators(user).exists()


def recovery_codes_left(user: User) -> int:
    kept = RecoveryCodes.objects.filter(user=user).first()
    return len(kept.hashes) if kept else 0


def email_to_confirm(user: User) -> str:
    """The address that waits for its confirmation, or nothing."""
    links = AccessLink.objects.filter(user=user, purpose=AccessLink.Purpose.EMAIL, used_at=None, revoked_at=None)
    return links.filter(expires_at__gt=clock.now()).order_by("-id").values_list("new_email", flat=True).first() or ""


def connections(user: User) -> QuerySet[Entry]:
    """Twelve months of coming, going and refused tries, the newest first."""
    own = Entry.objects.filter(object_type="accounts.user", object_id=user.pk, kind__in=CONNECTIONS)
    return own.filter(at__gte=clock.now() - HISTORY).order_by("-id")
