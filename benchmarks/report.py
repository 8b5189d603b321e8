"""Prints what the pages cost, and says which cost too much."""

import json
import logging
import statistics
import subprocess
import sys

from django.db import connection

from benchmarks import autosave, data
from benchmarks.measuring import Bench, Figures
from benchmarks.pages import Page, pages
from portal.afas.models import Declaration, Fact

MOST_MEDIAN = 4.0  # times the floor
MOST_FAULTS = 1000  # a page that crosses a block's edge at each call takes several thousand


def report(scale: float, times: int, only: str = "") -> int:
    """How many things cost too much."""
    logging.disable(logging.CRITICAL)
    data.prepare(scale)
    same = yardstick(times)
    print(f"{connection.vendor}: {Declaration.objects.count()} declarations, {Fact.objects.count()} facts.")
    print(f"A million additions {same['additions']:.1f} ms; Django's admin, 25 users {same['admin']:.1f} ms.\n")
    print(f"{'Who':<12}{'Page':<26}{'ms':>7}{'floor':>7}{'ratio':>7}{'most':>6}{'queries':>9}{'kB':>6}")
    bench, ratios, reasons, every = Bench(times), [], [], pages()
    for page in every:
        if only not in f"{page.who}, {page.name}":
            continue
        figures = bench.measure(page.user, page.url)
        found = excesses(page, figures, same["admin"])
        ratios.append(figures.ratio)
        reasons += [f"{page.who}, {page.name}: {reason}" for reason in found]
        print(row(page, figures), "  !" if found else "", flush=True)
    if not only:
        reasons += summed_up(ratios, autosave.measure(bench, next(page for page in every if page.name == "Saisie")))
    print("\nToo much:\n  " + "\n  ".join(reasons) if reasons else "\nNothing costs too much.")
    return len(reasons)


def summed_up(ratios: list[float], saved: autosave.Saved) -> list[str]:
    """Prints what stands below the table; what of it is too much."""
    median = statistics.median(ratios)
    print(f"\nRatio: median {median:.1f} (at most {MOST_MEDIAN:.0f}), highest {max(ratios):.1f}\n{saved}")
    found = [f"the median is {median:.1f} times the floor"] if median > MOST_MEDIAN else []
    return found if saved.is_cheap else [*found, str(saved)]


def row(page: Page, figures: Figures) -> str:
    return (
        f"{page.who:<12}{page.name:<26}{figures.ms:>7.1f}{figures.floor:>7.1f}{figures.ratio:>7.1f}{page.most:>6.1f}"
        f"{figures.queries:>9}{figures.weight / 1000:>6.0f}"
    )


def excesses(page: Page, figures: Figures, admin: float) -> list[str]:
    """Why a page costs too much; `admin`: milliseconds of Django's own list."""
    if figures.status != 200:
        return [f"answers {figures.status}"]
    found = []
    if figures.ratio > page.most:
        found.append(f"{figures.ratio:.1f} times its floor, {page.most:.1f} at most")
    if page.list25 and figures.ms > admin:
        found.append(f"{figures.ms:.1f} ms, Django's admin list {admin:.1f}")
    if figures.faults > MOST_FAULTS:
        found.append(f"{figures.faults} page faults: its calls thrash the data stack (decision 12)")
    return found


def yardstick(times: int) -> dict[str, float]:
    command = [sys.executable, sys.argv[0], "--yardstick", "--times", str(times)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
