"""What leaves: due messages handed to the transport, by one worker at a time, and secrets wiped once they are out."""

from post_office.mail import send_queued
from post_office.models import STATUS, Email

from portal.base.lease import lease

from .kinds import secret_kinds

# Longer than post_office's own limit for a batch (180 s): a dead worker's lease lapses by itself.
LEASE_SECONDS = 300


def send_due_mails() -> int:
    """Send the messages that are due, unless another worker is at it; the number sent."""
    with lease("mail", seconds=LEASE_SECONDS) as held:
        if not held:
            return 0
        sent, _, _ = send_queued()
        wipe_secrets()
        return sent


def wipe_secrets() -> int:
    """Links and passwords need not stay in the queue once they are sent; the number of texts emptied."""
    done = Email.objects.filter(status=STATUS.sent, letter__kind__in=secret_kinds()).exclude(message="")
    return done.update(message="", html_message="")
