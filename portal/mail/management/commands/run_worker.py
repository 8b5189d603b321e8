import signal
import threading

from django.core.management.base import BaseCommand, CommandParser
from post_office.mail import send_queued

from portal.base.lease import lease

LEASE_SECONDS = 300


def send_due() -> int:
    """Send the messages that are due, unless another worker is at it; the number sent."""
    with lease("mail", seconds=LEASE_SECONDS) as held:
        return send_queued()[0] if held else 0


class Command(BaseCommand):
    help = "Send queued mails until stopped (SIGTERM ends it after the present batch)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Send what is due, then stop.")
        parser.add_argument("--every", type=int, default=5, help="Seconds between two looks at the queue.")

    def handle(self, *, once: bool, every: int, **options) -> None:
        stopped = threading.Event()
        if once:
            send_due()
            return
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopped.set())
        while not stopped.is_set():
            if not send_due():
                stopped.wait(every)
