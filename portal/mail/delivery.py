"""Sending: due messages go to the transport, by one worker at a time; secrets are wiped once sent."""

from post_office.mail import send_queued
from post_office.models import STATUS, Email

from portal.base import clock
from portal.base.lease import lease

from .kinds import secret_kinds
from .retries import settle_failures

# Longer than post_office's limit for a batch (180 s). It expires by itself if a worker dies.
LEASE_SECONDS = 300


def send_due_mails() -> int:
    """Send the messages that are due, unless another worker is sending; return the number sent."""
    with lease("mail", seconds=LEASE_SECONDS) as held:
        if not held:
            return 0
        begun = clock.now()
        sent, _, _ = send_queued()
        settle_failures(begun)
        wipe_secrets()
        return sent


def wipe_secrets() -> int:
    """Empty the texts with links or passwords once they are sent; return the number emptied."""
    done = Email.objects.filter(status=STATUS.sent, letter__kind__in=secret_kinds()).exclude(message="")
    return done.update(message="", html_message="")
