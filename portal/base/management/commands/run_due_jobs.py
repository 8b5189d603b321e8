from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.base import jobs


class Command(BaseCommand):
    help = "Run the recurring jobs that are due; several machines may run it at once. Exit code 1 if one failed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--list", action="store_true", help="Only say what there is, and when each ran last.")

    def handle(self, **options) -> None:
        if options["list"]:
            for job, last in jobs.list_runs():
                when = f"{last.started_at:%Y-%m-%d %H:%M} UTC, {last.done} {last.error}" if last else "never"
                self.stdout.write(f"{job.name:32} every {job.every!s:18} last: {when.rstrip()}")
            return
        outcomes = jobs.run_due_jobs()
        for outcome in outcomes:
            self.stdout.write(f"{outcome.name}: {outcome.error or outcome.done}")
        failed = [outcome.name for outcome in outcomes if outcome.error]
        if failed:
            raise CommandError(f"failed: {', '.join(failed)}")
