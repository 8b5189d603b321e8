"""A second factor in a real browser: an application, a passkey of Chromium's own, recovery codes; and « Mon compte »."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.e2e.watching import WATCHES, Watch
from tests.factories.factors import code_at

PAGE = "/mon-compte/second-facteur/"
WHO = "caf_agent"


@pytest.fixture
def page(browser, portal_server) -> Iterator[Page]:
    """A page at a name instead of a number: passkeys are bound to one. Its authenticator says yes to everything."""
    origin = f"http://localhost:{portal_server.port}"
    context = browser.new_context(base_url=origin, locale="fr-FR", reduced_motion="reduce")
    page = context.new_page()
    WATCHES[page] = Watch(page, origin)
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "automaticPresenceSimulation": True}})
    yield page
    problems = WATCHES[page].problems
    context.close()
    assert not problems, "\n".join(problems) + portal_server.last_error()


@pytest.fixture
def give_password(page, accounts) -> Callable[[], None]:
    def give() -> None:
        page.goto("/connexion/")
        page.fill("input[name=login]", accounts[WHO]["identifier"])
        page.fill("input[name=password]", accounts[WHO]["password"])
        page.click("main form button[type=submit]")
        page.wait_for_load_state()

    return give


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


def test_a_second_factor_from_the_first_scan_to_the_last_recovery(page, accounts, give_password, inspect):
    give_password()
    page.goto(PAGE)
    inspect(page, "second-facteur-aucun")
    page.click("text=Ajouter une application")
    inspect(page, "second-facteur-confirmer")
    page.fill("main input[name=password]", accounts[WHO]["password"])
    page.click("main button[type=submit]")
    inspect(page, "second-facteur-application")
    page.get_by_role("button", name="Commencer").click()
    inspect(page, "second-facteur-code-qr")
    secret = page.inner_text("#totp-key").replace(" ", "")
    page.fill("input[name=code]", code_at(timezone.now(), secret))
    page.get_by_role("button", name="Ajouter l’application").click()
    expect(page.locator("main code")).to_have_count(10)
    inspect(page, "codes-de-secours")
    recovery = page.locator("main code").first.inner_text()

    page.goto(f"{PAGE}cle/")
    inspect(page, "cle-acces-ajouter")
    page.fill("input[name=name]", "Téléphone")
    page.locator("main button[type=submit]").click()
    page.wait_for_url(re.compile(PAGE + "$"))
    expect(page.locator("main table")).to_contain_text("Téléphone")
    inspect(page, "second-facteur")

    sign_out(page)
    give_password()
    inspect(page, "connexion-second-facteur")
    page.get_by_role("button", name="Utiliser ma clé d’accès").click()
    page.wait_for_url(lambda url: "/connexion" not in url)
    expect(page.locator("h1")).to_have_text("Bienvenue")

    sign_out(page)
    give_password()
    page.fill("input[name=code]", recovery.upper())
    page.click("#code-form button")
    page.wait_for_url(lambda url: "/connexion" not in url)
    page.goto(PAGE)
    expect(page.locator("main")).to_contain_text("Il vous en reste 9 sur 10")
    page.locator("main a", has_text="Retirer").first.click()
    page.fill("main input[name=password]", accounts[WHO]["password"])
    page.click("main button[type=submit]")
    inspect(page, "second-facteur-retirer")


def test_ones_own_account(new_page, sign_in, inspect):
    page = new_page()
    sign_in(page, "partner_admin")
    for path, name in (
        ("/mon-compte/", "mon-compte"),
        ("/mon-compte/coordonnees/", "mes-coordonnees"),
        ("/mon-compte/connexions/", "mes-connexions"),
        ("/mon-compte/donnees/", "mes-donnees"),
    ):
        page.goto(path)
        inspect(page, name)
    with page.expect_download() as download:
        page.click("text=Télécharger mes données")
    assert download.value.suggested_filename.endswith(".json")
