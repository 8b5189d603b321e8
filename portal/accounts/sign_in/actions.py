"""What is recorded of a sign-in."""

from django.db import transaction

from portal.accounts.models import User
from portal.base import clock
from portal.journal.writer import log_event

from .events import SIGNED_IN


@transaction.atomic
def record_sign_in(*, user: User) -> None:
    """Keeps this connection and the one before it, which is the one that people are shown."""
    locked = User.objects.lock(user)
    user.previous_login = locked.last_login
    user.last_login = clock.now()
    user.dormant_notice_at = None
    user.save(update_fields=["previous_login", "last_login", "dormant_notice_at"])
    log_event(SIGNED_IN, actor_id=user.pk, about=("accounts.user", user.pk))
