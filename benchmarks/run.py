"""Measures the main pages on a fictional country: queries, milliseconds of processor time, and weight.

    python benchmarks/run.py [--scale 0.005] [--times 9] [--keep FOLDER] [--large-partner]

The data go to a temporary folder (SQLite), or to FOLDER, which a later run finds filled. `DATABASE_URL` chooses another
engine; its database must be empty or hold a country. Nothing passes over a network: Django's test client asks.
"""

import argparse
import os
import sys
import tempfile
import warnings
from importlib import import_module
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=0.005, help="share of the country (default: 0.005)")
    parser.add_argument("--times", type=int, default=9, help="measures of each page (default: 9)")
    parser.add_argument("--large-partner", action="store_true", help="an administrator with 300 users, 150 activities")
    parser.add_argument("--keep", type=Path, help="folder of the database, kept afterwards")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    warnings.filterwarnings("ignore", message="No directory at")  # static files are not collected
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        os.environ["PORTAL_VAR"] = str(folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.demo"
        sys.path.insert(0, str(ROOT))
        django.setup()
        # Models can be imported now.
        if options.large_partner:
            import_module("large_partner").report(options.times)
        else:
            import_module("measuring").report(options.scale, options.times)


if __name__ == "__main__":
    main()
