from django.core.management.base import BaseCommand, CommandError

from portal.journal.models import Entry, Seal
from portal.journal.sealing import verify_journal


class Command(BaseCommand):
    help = "Prove that no journal entry was changed, removed or inserted; exit code 1 if one was."

    def handle(self, **options) -> None:
        problems = list(verify_journal())
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} problem(s) in the journal")
        self.stdout.write(f"{Entry.objects.count()} entries, {Seal.objects.count()} seals: intact")
