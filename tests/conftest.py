"""The net under every test; each part of it stands in `tests/net/`.

Elsewhere: an undefined template variable fails (`portal.settings.test`); warnings are errors, the order is random,
no network but the loopback (`pyproject.toml`).
"""

from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.database import DirectoryBasedExampleDatabase

from tests.net.client import PortalClient

pytest_plugins = [
    "pytester",
    "tests.net.database",
    "tests.net.speed",
    "tests.net.no_skip",
    "tests.net.order",
    "tests.net.queries",
    "tests.net.statements",
]

ROOT = Path(__file__).resolve().parent.parent

# A shared machine is slow at times: time is no property of the code.
settings.register_profile("portal", deadline=None, database=DirectoryBasedExampleDatabase(ROOT / "var" / "hypothesis"))
settings.register_profile("odd", settings.get_profile("portal"))  # see tests/matrix/test_odd_requests.py
settings.load_profile("portal")


@pytest.fixture
def client() -> PortalClient:
    """A browser that nobody has signed in with; `client.force_login(user)` signs in."""
    return PortalClient()
