import signal
import threading

from django.core.management.base import BaseCommand, CommandParser

from portal.mail.delivery import send_due_mails


class Command(BaseCommand):
    help = "Send queued mails until stopped (SIGTERM ends it after the present batch)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Send what is due, then stop.")
        parser.add_argument("--every", type=int, default=5, help="Seconds between two looks at the queue.")

    def handle(self, *, once: bool, every: int, **options) -> None:
        stopped = threading.Event()
        if once:
            while send_due_mails():  # in batches
                pass
            return
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopped.set())
        while not stopped.is_set():
            if not send_due_mails():
                stopped.wait(every)
