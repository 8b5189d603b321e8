from django.core.management.base import BaseCommand
from django.db import transaction

from portal.afas.approval.indicators import facts_of
from portal.afas.models import Fact, Transmission

BATCH = 500


class Command(BaseCommand):
    help = (
        "Compute the indicators of every transmission again, after the catalogue has declared others. May be run again."
    )

    def handle(self, *args, **options):
        transmissions = Transmission.objects.select_related(
            "declaration__campaign", "declaration__activity__agreement"
        ).order_by("pk")
        done = written = last = 0
        while batch := list(transmissions.filter(pk__gt=last)[:BATCH]):
            with transaction.atomic():
                Fact.objects.filter(transmission__in=batch).delete()
                written += len(Fact.objects.bulk_create(fact for each in batch for fact in facts_of(each)))
            done, last = done + len(batch), batch[-1].pk
        self.stdout.write(f"{done} transmissions, {written} indicators")
