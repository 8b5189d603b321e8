"""The second factor of one person."""

from django.db.models import QuerySet

from portal.accounts.models import Authenticator, RecoveryCodes, User


def authenticators_of(user: User) -> QuerySet[Authenticator]:
    """The person's application and passkeys, oldest first."""
    return Authenticator.objects.filter(user=user).order_by("created_at", "id")


def passkeys_of(user: User) -> list[Authenticator]:
    return list(authenticators_of(user).filter(type=Authenticator.Type.PASSKEY))


def has_second_factor(user: User) -> bool:
    """An application or a passkey; recovery codes alone do not count."""
    return authenticators_of(user).exists()


def recovery_codes_left(user: User) -> int:
    kept = RecoveryCodes.objects.filter(user=user).first()
    return len(kept.hashes) if kept else 0
