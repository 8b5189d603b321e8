from django.core.management.base import BaseCommand

from portal.habpps.reference import load_reference


class Command(BaseCommand):
    help = "Adds the Cafs and the services of the bouquet that are missing. Safe to run again."

    def handle(self, *args, **options):
        added = load_reference()
        self.stdout.write("Added: " + ", ".join(f"{count} {name}" for name, count in added.items()))
