"""Measures the main pages on a fictional country: CPU, floor, queries, weight. Exit code 1 when one costs too much.

    python benchmarks/run.py [--scale 0.01] [--times 9] [--data FOLDER] [--only TEXT | --load SECONDS | --acts]

The data are built once and kept in FOLDER (`var/bench`): a later run finds them. `DATABASE_URL` chooses another engine
than SQLite. Nothing passes over a network.
"""

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=0.01, help="share of the country (default: 0.01)")
    parser.add_argument("--times", type=int, default=9, help="measures of each page (default: 9)")
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "bench", help="where the database is kept")
    parser.add_argument("--only", default="", metavar="TEXT", help="pages with this in their name, or their person's")
    parser.add_argument("--load", type=int, metavar="SECONDS", help="pages a second of the server instead")
    parser.add_argument("--acts", action="store_true", help="a file of 1 000 users and a departure instead of pages")
    parser.add_argument("--yardstick", action="store_true", help="Django's admin list and a million additions instead")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    sys.path.insert(0, str(ROOT))
    options.data.mkdir(parents=True, exist_ok=True)
    os.environ["PORTAL_VAR"] = str(options.data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.stock" if options.yardstick else "portal.settings.demo"
    django.setup()
    # Models can be imported now.
    if options.yardstick:
        return import_module("benchmarks.yardstick").report(options.times)
    if options.load:
        return min(1, import_module("benchmarks.load").report(options.scale, options.load))
    if options.acts:
        return import_module("benchmarks.acts").report(options.scale)
    return min(1, import_module("benchmarks.report").report(options.scale, options.times, options.only))


if __name__ == "__main__":
    sys.exit(main())
