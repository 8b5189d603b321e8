from django.core.management.base import BaseCommand

from portal.base.lease import lease
from portal.journal.sealing import seal_journal

LEASE_SECONDS = 600


class Command(BaseCommand):
    help = "Seal the journal entries; several machines may run it at once."

    def handle(self, **options) -> None:
        with lease("journal", seconds=LEASE_SECONDS) as held:
            self.stdout.write(f"{seal_journal()} seal(s) written" if held else "another machine is sealing")
