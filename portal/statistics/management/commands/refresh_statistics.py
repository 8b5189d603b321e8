from django.core.management.base import BaseCommand

from portal.base.lease import lease
from portal.statistics.refreshing import refresh

LEASE_SECONDS = 1800


class Command(BaseCommand):
    help = "Computes the medians of the statistics pages again; every night. Two at once do the work once."

    def handle(self, *args, **options):
        with lease("statistics", seconds=LEASE_SECONDS) as held:
            self.stdout.write(f"{refresh()} medians" if held else "already running")
