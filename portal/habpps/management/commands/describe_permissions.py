from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.habpps.rights.describing import permissions_page

PAGE = Path(settings.ROOT) / "docs" / "permissions.md"


class Command(BaseCommand):
    help = "Writes docs/permissions.md from the declared permissions; with --check only says whether it is up to date."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when the page is stale")

    def handle(self, *, check: bool, **options):
        text = permissions_page()
        if not check:
            PAGE.write_text(text, encoding="utf-8")
            self.stdout.write(f"wrote {PAGE.relative_to(settings.ROOT)}")
        elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
            self.stderr.write("docs/permissions.md is stale: run manage.py describe_permissions")
            raise SystemExit(1)
