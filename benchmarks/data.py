"""The database of the measures: a fictional country and a large partner, built once and kept in the bench's folder.

SQLite's file is used where it is kept, and may be copied from another checkout. PostgreSQL's server lives as long as
the run: its data are kept as a dump.
"""

import subprocess
import time
from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from benchmarks import large_partner, supervised
from portal.habpps.models import Agreement
from tools.with_postgresql import binary


def prepare(scale: float) -> None:
    settings.STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns when it is missing
    dump = settings.VAR / "postgresql.dump"
    on_postgresql = connection.vendor == "postgresql"
    if on_postgresql and dump.exists():
        timed("pg_restore", lambda: postgresql("pg_restore", "--no-owner", str(dump)))
    call_command("migrate", verbosity=0)
    if not Agreement.objects.filter(label=large_partner.LABEL).exists():
        timed("load_national", lambda: call_command("load_national", scale=scale))
        timed("refresh_statistics", lambda: call_command("refresh_statistics"))
        timed("large partner", large_partner.build)
    if not supervised.is_built():
        timed("what a Caf supervises", supervised.build)
        if on_postgresql:
            timed("pg_dump", lambda: postgresql("pg_dump", "--format=custom", f"--file={dump}"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def postgresql(program: str, *options: str) -> None:
    database = connection.settings_dict
    where = ["--host", database["HOST"], "--username", database["USER"], "--dbname", database["NAME"]]
    subprocess.run([binary(program), *where, *options], check=True)


def timed(what: str, act: Callable[[], object]) -> None:
    started = time.perf_counter()
    act()
    print(f"  {what}: {time.perf_counter() - started:.1f} s", flush=True)
