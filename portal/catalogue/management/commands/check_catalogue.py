"""Say in plain words what the catalogue holds, or what is wrong with it and where."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.base import clock
from portal.catalogue.errors import BrokenCatalogueError
from portal.catalogue.loading import load_catalogue
from portal.catalogue.report import describe_catalogue
from portal.catalogue.upcoming import list_missing_editions


class Command(BaseCommand):
    help = (
        "Check the activity catalogue and print what it holds; ends with 1 and file:line: reason when it is broken, "
        "with 2 when a fiscal year opens within 60 days and has no edition."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            catalogue = load_catalogue(settings.CATALOGUE_FOLDERS)
        except BrokenCatalogueError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            raise SystemExit(1) from error
        for line in describe_catalogue(catalogue):
            self.stdout.write(line)
        missing = list_missing_editions(catalogue, clock.today())
        for each in missing:
            self.stderr.write(str(each))
        if missing:
            raise SystemExit(2)
