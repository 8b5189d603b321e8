"""Pages a second on the portal's own server: two workers, 16 clients on the loopback. Needs `wrk`, and Linux.

Beside each page: how long clients wait, the workers' CPU for one page, their minor page faults (thousands mean that calls
thrash the data stack, decision 12), and the machine's load before the measure. « by CPU » is what as many quiet cores as
workers would give: on a machine that does other things too, it is the figure to compare. First, a « hello » of the same
server.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from subprocess import DEVNULL, Popen, run
from tempfile import NamedTemporaryFile
from time import sleep
from urllib.error import URLError
from urllib.request import urlopen

from django.db import connection

from benchmarks import data
from benchmarks.measuring import Bench
from benchmarks.pages import pages

PORT = "8765"
ADDRESS = f"http://127.0.0.1:{PORT}"
WORKERS, CLIENTS = 2, 16
MOST_FAULTS = 1000  # of a page
MEASURED = (
    ("Caf admin", "Bienvenue"),
    ("approver", "Bienvenue"),
    ("approver", "Mes déclarations"),
    ("provider", "Saisie"),
    ("Caf admin", "Conventions"),
    ("Caf agent", "Dossier"),
    ("300 users", "Liste des utilisateurs"),
)
PRINT = (
    "done = function(s, l) print('=', s.requests, s.duration, l:percentile(50), l:percentile(95), s.errors.status) end"
)
TICKS = os.sysconf("SC_CLK_TCK")


def report(scale: float, seconds: int) -> int:
    """How many pages thrash the data stack."""
    if not which("wrk"):
        raise SystemExit("wrk is missing. Debian, Ubuntu: sudo apt-get install wrk")
    data.prepare(scale)
    bench = Bench(1)
    asked = {(page.who, page.name): (page.url, bench.cookie(page.user)) for page in pages()}
    print(f"{connection.vendor}, {WORKERS} workers, {CLIENTS} clients")
    heads = ("pages/s", "by CPU", "p50 ms", "p95 ms", "user ms", "sys ms", "faults", "load")
    print(f"{'Page':<34}", *(f"{head:>9}" for head in heads), sep="")
    with served("benchmarks.hello:application") as workers:
        measure("hello", f"{ADDRESS}/", "", seconds, workers)
    with served("portal.wsgi:application") as workers:
        faults = [
            measure(", ".join(name), ADDRESS + asked[name][0], asked[name][1], seconds, workers) for name in MEASURED
        ]
    thrashing = sum(each > MOST_FAULTS for each in faults)
    if thrashing:
        print("Calls thrash CPython's data stack: see docs/decisions/0012-one-block-for-a-request.md")
    return thrashing


def measure(name: str, url: str, cookie: str, seconds: int, workers: list[int]) -> float:
    """Prints a line; minor page faults of a page."""
    load(url, cookie, 3)
    busy, before = os.getloadavg()[0], [used(pid) for pid in workers]
    count, took, median, slow = load(url, cookie, seconds)
    after = [used(pid) for pid in workers]
    faults, user, system = (
        sum(new[n] - old[n] for new, old in zip(after, before, strict=True)) / max(count, 1) for n in range(3)
    )
    cells = (count / took, WORKERS * 1000 / (user + system or 1), median, slow, user, system, faults, busy)
    print(f"{name:<34}", *(f"{cell:>9.1f}" for cell in cells), sep="", flush=True)
    return faults


def load(url: str, cookie: str, seconds: int) -> tuple[int, float, float, float]:
    """Answers, seconds, median and 95th percentile of the waits in milliseconds; SystemExit when some are errors."""
    with NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(PRINT)
        script.flush()
        command = [
            "wrk",
            "-t1",
            f"-c{CLIENTS}",
            f"-d{seconds}s",
            "--timeout",
            "60s",
            "-H",
            f"Cookie: {cookie}",
            "-s",
            script.name,
            url,
        ]
        out = run(command, check=True, capture_output=True, text=True).stdout
    line = next(line for line in out.splitlines() if line.startswith("="))
    count, took, median, slow, errors = (float(figure) for figure in line.split()[1:])
    if errors:
        raise SystemExit(f"{url}: {errors:.0f} errors of {count:.0f} answers")
    return int(count), took / 1e6, median / 1000, slow / 1000


def used(pid: int) -> tuple[int, float, float]:
    """Minor page faults, milliseconds of user and of system time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[7]), int(fields[11]) * 1000 / TICKS, int(fields[12]) * 1000 / TICKS


@contextmanager
def served(application: str) -> Iterator[list[int]]:
    """The server, as `deploy/README.md` starts it; its workers' process ids."""
    options = f"--interface wsgi --host 127.0.0.1 --port {PORT} --http 1 --no-ws"
    options += f" --workers {WORKERS} --blocking-threads 4 --workers-kill-timeout 1s --log-level error"
    process = Popen([sys.executable, "-m", "granian", *options.split(), application], stdout=DEVNULL)
    try:
        yield workers_of(process.pid)
    finally:
        process.terminate()
        process.wait()


def workers_of(pid: int) -> list[int]:
    """Once the server answers; the process that keeps count of resources is one of its children and works for nobody."""
    for _ in range(300):
        try:
            urlopen(f"{ADDRESS}/live").close()
        except URLError:
            sleep(0.1)
        else:
            sleep(1)  # the second worker
            return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    raise SystemExit("the server did not start")
