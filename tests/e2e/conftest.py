"""Fixtures of the browser tests: a portal with the demonstration's data, Chromium, an SMTP server."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.inspecting import Inspector, check_html
from tests.e2e.server import Portal
from tests.e2e.smtp import SmtpPeer
from tests.e2e.watching import WATCHES, Watch
from tests.net.demonstration import ACCOUNTS, EMPTY, TOLD, demonstration

HERE = Path(__file__).parent
PATIENCE = 10_000  # milliseconds
SLOW_MACHINE = 300  # seconds for one test: the whole story is one


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.timeout(SLOW_MACHINE))


@pytest.fixture(scope="session")
def accounts() -> dict[str, dict[str, str]]:
    """The demonstration's accounts by key (`caf_admin`, `fr_da`…): identifier, password, role, partner."""
    return {account["key"]: account for account in json.loads((demonstration() / ACCOUNTS).read_text())}


@pytest.fixture(scope="module")
def portal_server(tmp_path_factory) -> Iterator[Portal]:
    """A running portal; each module of tests has its own, so that what it writes stays its own."""
    portal = Portal(tmp_path_factory.mktemp("portal"))
    aside = shutil.ignore_patterns(EMPTY, TOLD)
    shutil.copytree(demonstration(), portal.folder, ignore=aside, dirs_exist_ok=True)
    portal.start()
    yield portal
    portal.stop()


@pytest.fixture
def smtp_peer(portal_server) -> Iterator[SmtpPeer]:
    """A real SMTP server: `smtp_peer.deliver()` lets the portal's worker send."""
    peer = SmtpPeer(portal_server)
    peer.controller.start()
    yield peer
    peer.controller.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The distribution's Chromium."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert path, "Chromium is missing. Debian, Ubuntu: sudo apt-get install chromium"
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        options = ["--disable-dev-shm-usage", "--disable-gpu", *as_root]
        started = playwright.chromium.launch(executable_path=path, args=options)
        yield started
        started.close()


@pytest.fixture
def new_page(browser, portal_server) -> Iterator[Callable[..., Page]]:
    """`new_page(**options)`: a page in a browser session of its own (another person, no JavaScript…).

    The test fails on a script error, a console error, a request to another host, an answer of 500, a missing asset.
    """
    contexts = []

    def make(**options) -> Page:
        options = {"locale": "fr-FR", "timezone_id": "Europe/Paris", "reduced_motion": "reduce", **options}
        contexts.append(browser.new_context(base_url=portal_server.url, **options))
        contexts[-1].set_default_timeout(PATIENCE)
        page = contexts[-1].new_page()
        WATCHES[page] = Watch(page, portal_server.url)
        return page

    yield make
    problems = [problem for context in contexts for page in context.pages for problem in WATCHES[page].problems]
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems) + portal_server.last_error()


@pytest.fixture
def page(new_page) -> Page:
    """A page that nobody has signed in with."""
    return new_page()


@pytest.fixture
def sign_in(accounts) -> Callable[[Page, str], None]:
    """`sign_in(page, "fr_da")`: signs the demonstration's account in through the screen."""

    def enter(page: Page, key: str) -> None:
        page.goto("/connexion/")
        page.fill("input[name=login]", accounts[key]["identifier"])
        page.fill("input[name=password]", accounts[key]["password"])
        page.click("main form button[type=submit]")
        page.wait_for_url(lambda url: "/connexion" not in url)

    return enter


@pytest.fixture(scope="session")
def inspect(tmp_path_factory, accounts) -> Iterator[Inspector]:
    """`inspect(page, "accueil")`: axe, weight, width, screenshots; the HTML of all pages is checked at the end."""
    folder = tmp_path_factory.mktemp("html")
    yield Inspector(folder, sorted({account["partner"] for account in accounts.values()} - {""}))
    check_html(folder)
