"""Two things that are the same everywhere, measured beside the portal: the user list of Django's own admin (25 of 1 000),
and a million additions. Runs in a process of its own, with the settings of `stock.py`.
"""

import json
import statistics

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import path

from benchmarks.measuring import Bench, ask, milliseconds

ADDRESS = "/admin/auth/user/"
ROWS = 25

urlpatterns = [path("admin/", admin.site.urls)]


def additions() -> int:
    total = 0
    for number in range(1_000_000):
        total += number
    return total


def report(times: int) -> None:
    """One line of JSON: milliseconds of CPU, medians."""
    call_command("migrate", verbosity=0)
    admin.site.get_model_admin(User).list_per_page = ROWS
    User.objects.bulk_create(
        User(username=f"u{n:04d}", email=f"u{n}@pays.example", first_name=f"Prénom{n}", last_name=f"Nom{n}")
        for n in range(1000)
    )
    bench, chief = Bench(times), User.objects.create_superuser("chief")
    status, _ = ask(bench.page, bench.environ(chief, ADDRESS))
    if status != 200:
        raise SystemExit(f"{ADDRESS} answered {status}")
    lists = [milliseconds(ask, bench.page, bench.environ(chief, ADDRESS)) for _ in range(times)]
    sums = [milliseconds(additions) for _ in range(times)]
    print(json.dumps({"admin": statistics.median(lists), "additions": statistics.median(sums)}))
