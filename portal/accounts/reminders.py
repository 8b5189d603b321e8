"""Whose activation link ends soon."""

from datetime import timedelta

from portal.base import clock

from .actions.reminding import remind_activation
from .models import AccessLink, User

BEFORE = timedelta(hours=6)


def remind_activations() -> int:
    """How many people were told."""
    now = clock.now()
    ending = AccessLink.objects.filter(
        purpose=AccessLink.Purpose.ACTIVATION,
        used_at=None,
        revoked_at=None,
        expires_at__range=(now, now + BEFORE),
        user__state=User.State.PENDING,
    )
    return sum(remind_activation(user=link.user, link=link) for link in ending.select_related("user").order_by("pk"))
