"""Activation links that are about to expire."""

from datetime import timedelta

from portal.accounts.models import AccessLink, User
from portal.base import clock
from portal.base.jobs import Job, declare_jobs

from .actions import send_activation_reminder

REMINDED_BEFORE = timedelta(hours=6)


def send_activation_reminders() -> int:
    """How many mails were queued."""
    now = clock.now()
    ending = AccessLink.objects.filter(
        purpose=AccessLink.Purpose.ACTIVATION,
        used_at=None,
        revoked_at=None,
        expires_at__range=(now, now + REMINDED_BEFORE),
        user__state=User.State.PENDING,
    )
    return sum(
        send_activation_reminder(user=link.user, link=link) for link in ending.select_related("user").order_by("pk")
    )


declare_jobs(
    Job("remind_of_activation", timedelta(hours=1), send_activation_reminders, "Liens d'activation qui prennent fin"),
)
