"""What people read of their own account."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from portal.base import clock
from portal.journal.models import Entry

from .models import AccessLink, Session, User

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


def factors(user: User) -> QuerySet[Authenticator]:
    """The person's application and passkeys, oldest first; recovery codes only help those out."""
    own = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return own.order_by("created_at", "id")


def passkeys_of(user: User) -> list[Authenticator]:
    return list(factors(user).filter(type=Authenticator.Type.WEBAUTHN))


def has_second_factor(user: User) -> bool:
    return factors(user).exists()


def recovery_codes_left(user: User) -> int:
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(kept.data["hashes"]) if kept else 0


def email_to_confirm(user: User) -> str:
    """The address that waits for its confirmation, or nothing."""
    links = AccessLink.objects.filter(user=user, purpose=AccessLink.Purpose.EMAIL, used_at=None, revoked_at=None)
    return links.filter(expires_at__gt=clock.now()).order_by("-id").values_list("new_email", flat=True).first() or ""


def connections(user: User) -> QuerySet[Entry]:
    """Twelve months of coming, going and refused tries, the newest first."""
    own = Entry.objects.filter(object_type="accounts.user", object_id=user.pk, kind__in=CONNECTIONS)
    return own.filter(at__gte=clock.now() - HISTORY).order_by("-id")
