"""What the portal imports is declared, and what is declared serves."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
# Declared and named by no import and no setting: what each is there for.
SERVES = {
    "argon2-cffi": "Django's Argon2PasswordHasher imports it",
    "granian": "the server's command line (Makefile, deploy/README.md)",
    "psycopg": "Django's PostgreSQL back end imports it",
    "tzdata": "time zones, on machines without them",
}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> set[str]:
    lines = (ROOT / "requirements/base.in").read_text().splitlines()
    return {canonical(re.split(r"[\[<>=~! ]", line)[0]) for line in lines if line and not line.startswith("#")}


def imported_modules() -> set[str]:
    """Top-level names of what the portal's code imports, and of the applications and middlewares that settings name."""
    names = {path.partition(".")[0] for path in (*settings.INSTALLED_APPS, *settings.MIDDLEWARE)}
    for file in (ROOT / "portal").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add(node.module.partition(".")[0])
    return names - sys.stdlib_module_names - {"portal"}


def distributions(module: str) -> set[str]:
    return {canonical(name) for name in packages_distributions().get(module, [module])}


def test_every_imported_package_is_declared():
    undeclared = {module for module in imported_modules() if not distributions(module) & declared()}
    assert undeclared == set()


def test_every_declared_package_serves():
    used = set().union(*(distributions(module) for module in imported_modules()))
    assert declared() - used == set(SERVES)
