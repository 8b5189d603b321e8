"""The demonstration's data, told once a day for each state of the code, for the browser and for the demonstration's tests.

As a program, it fills the folder PORTAL_VAR names: `python -m tests.net.demonstration`.
"""

import os
import shutil
from pathlib import Path

from tests.net.kept import ROOT, digest, kept, run_python

SETTINGS = "tests.e2e.settings"
EMPTY = "empty.sqlite3"  # before the story
TOLD = "told.sqlite3"  # the story alone
PORTAL = "portal.sqlite3"  # its mails have left, as the browser tests expect
ACCOUNTS = "accounts.json"
MADE_FROM = (ROOT / "portal", ROOT / "tests" / "e2e" / "settings.py", Path(__file__))


def demonstration() -> Path:
    """The folder with `EMPTY`, `TOLD`, `PORTAL`, `ACCOUNTS` and `static/`. To be copied, not changed."""
    from portal.base import clock

    files = [file for place in MADE_FROM for file in (place.rglob("*") if place.is_dir() else [place])]
    code = [file for file in files if file.is_file() and file.suffix != ".pyc"]
    return kept("demonstration", digest(code, str(clock.today())), tell_into)


def tell_into(folder: Path) -> None:
    """In a process of its own, with the settings of a demonstration whose static files are those of a portal on line."""
    environment = {
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "PORTAL_VAR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/{PORTAL}",
        "PORT": "8000",
        "MAIL_TRANSPORT": "django.core.mail.backends.dummy.EmailBackend",
    }
    run_python("-m", "tests.net.demonstration", **environment)


def tell(folder: Path) -> None:
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0)
    connection.close()
    shutil.copy(folder / PORTAL, folder / EMPTY)
    call_command("load_demo")
    connection.close()
    shutil.copy(folder / PORTAL, folder / TOLD)
    call_command("run_worker", once=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    with (folder / ACCOUNTS).open("w") as accounts:
        call_command("demo_accounts", stdout=accounts)
    connection.close()


if __name__ == "__main__":
    tell(Path(os.environ["PORTAL_VAR"]))
