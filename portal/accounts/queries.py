"""What people read of their own account."""

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from portal.base import clock

from .models import Session, User

MOST_SESSIONS = 50


def open_sessions(user: User) -> QuerySet[Session]:
    """The person's sessions that have not ended, the most recent first; 50 at most."""
    sessions = Session.objects.filter(user_id=user.pk, expire_date__gt=clock.now()).exclude(public_id="")
    return sessions.defer("session_data").order_by("-seen_at", "-started_at")[:MOST_SESSIONS]


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
