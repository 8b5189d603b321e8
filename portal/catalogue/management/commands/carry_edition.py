"""Give a type its next fiscal year: a file that repeats the last one, its amounts and dates not confirmed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.catalogue.carrying import carry_edition
from portal.catalogue.errors import CatalogueError
from portal.catalogue.loading import load_catalogue


class Command(BaseCommand):
    help = "Write the edition of a fiscal year from the one before, with unconfirmed amounts; never overwrites a file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("type_code", help="such as PSJEUNE")
        parser.add_argument("year", type=int)
        parser.add_argument("--folder", type=Path, help="one of CATALOGUE_FOLDERS; by default, the last of them")

    def handle(self, *args: Any, type_code: str, year: int, folder: Path | None, **options: Any) -> None:
        folders = settings.CATALOGUE_FOLDERS
        folder = folder or folders[-1]
        # A folder that is set and still empty: this file will be its first.
        read = [each for each in folders if each != folder or any(folder.glob("*/*.y*ml"))]
        try:
            path = carry_edition(load_catalogue(read), read, type_code, year, folder)
        except CatalogueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{path} written. Every amount in it is to be confirmed: read it, then restart the portal.")
        if folder not in folders:
            self.stdout.write(f"The portal does not read {folder} yet: add it to CATALOGUE_FOLDERS.")
