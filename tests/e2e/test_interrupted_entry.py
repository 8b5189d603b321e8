"""Entering figures when something is missing or late: the session, or JavaScript."""

import re

from playwright.sync_api import Page, Route, expect

from tests.e2e.story_steps import fill, follow, menu, open_row, press, type_figures


def open_the_entry(page: Page) -> str:
    """The address of the financial data of a declaration that nobody has begun."""
    menu(page, "Mes déclarations")
    open_row(page, "À saisir")
    follow(page, "Saisir les données financières")
    page.wait_for_url("**/saisie/finances/", wait_until="commit")
    return page.url


def test_what_was_typed_survives_the_end_of_the_session(page, sign_in, accounts):
    """The person signs in again, is back on the page, and finds what the portal could not save."""
    sign_in(page, "fr_df")
    address = open_the_entry(page)
    type_figures(page, {"account_60": "1 234"})

    page.context.clear_cookies(name="session")
    fill(page, {"account_61": "567,80"})
    expect(page.locator("[data-autosave-status]")).to_contain_text("Votre session est terminée.")
    press(page, "Enregistrer")
    page.wait_for_url("**/connexion/**")

    fill(page, {"login": accounts["fr_df"]["identifier"], "password": accounts["fr_df"]["password"]})
    press(page, "Connexion")
    page.wait_for_url(address)
    expect(page.locator("[data-autosave-status]")).to_contain_text("Enregistré à")
    page.reload()
    expect(page.locator('[name="account_60"]')).to_have_value(re.compile(r"1\s234,00"))
    expect(page.locator('[name="account_61"]')).to_have_value("567,80")


AGE_SESSIONS = """
from datetime import timedelta
from portal.accounts.sessions.store import SEEN, SessionStore
from portal.accounts.models import Session
from portal.base import clock
for row in Session.objects.exclude(user_id=None):
    store = SessionStore(row.session_key)
    store[SEEN] = (clock.now() - timedelta(minutes=31)).isoformat()
    store.save()
"""


def test_what_was_typed_and_not_sent_comes_back_in_its_page(page, sign_in, accounts, portal_server):
    """A form that saves nothing by itself, left half typed beside a computer that falls asleep."""
    page.clock.install()
    sign_in(page, "fr_df")
    page.goto("/mon-compte/coordonnees/")
    fill(page, {"phone": "06 12 34 56 78"})
    portal_server.manage("shell", "--no-imports", "-c", AGE_SESSIONS)
    page.clock.fast_forward("01:10:00")
    page.wait_for_url("**/connexion/**")
    expect(page.get_by_role("main")).to_contain_text("votre saisie vous attend")

    fill(page, {"login": accounts["fr_df"]["identifier"], "password": accounts["fr_df"]["password"]})
    press(page, "Connexion")
    page.wait_for_url("**/mon-compte/coordonnees/")
    expect(page.get_by_role("main")).to_contain_text("Votre saisie est de retour")
    expect(page.locator("[name=phone]")).to_have_value("06 12 34 56 78")
    page.goto("/mon-compte/")
    expect(page.get_by_role("main")).to_contain_text("Non renseigné")


def test_two_quick_clicks_both_count(page, sign_in):
    """« Mettre 0 aux lignes vides » of the costs, then of the income, before any answer has come."""
    sign_in(page, "fr_df")
    open_the_entry(page)
    type_figures(page, {"account_60": "12"})
    page.evaluate("for (const button of document.querySelectorAll('[value^=\"zero:\"]')) button.click()")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Enregistré à")
    expect(page.get_by_role("button", name="Mettre 0 aux lignes vides")).to_have_count(0)
    page.reload()
    for code, value in {"account_60": "12,00", "account_68": "0,00", "account_708": "0,00"}.items():
        expect(page.locator(f'[name="{code}"]')).to_have_value(value)


def test_what_is_saved_is_not_said_to_be_found_again(page, sign_in):
    """« Enregistrer » after the autosave: the page that follows shows the same answers, and claims no rescue."""
    sign_in(page, "fr_df")
    open_the_entry(page)
    type_figures(page, {"account_60": "1234"})
    with page.expect_navigation():
        press(page, "Enregistrer")
    assert "retrouvée" not in page.inner_text("main")


def test_what_is_typed_before_the_scripts_have_come_is_saved_too(page, sign_in):
    """A slow line: the figures are there, the script that saves is still on its way."""
    sign_in(page, "fr_df")
    on_the_way: list[Route] = []

    def hold(script: Route) -> None:
        on_the_way.append(script)

    page.route("**/autosave*.js", hold)
    with page.expect_request("**/autosave*.js"):
        open_the_entry(page)
    fill(page, {"account_60": "31"})
    with page.expect_response(lambda answer: answer.url.endswith("/auto") and answer.status == 200):
        for script in on_the_way:
            script.continue_()
    page.unroute("**/autosave*.js")
    page.reload()
    expect(page.locator('[name="account_60"]')).to_have_value("31,00")


def test_the_second_button_of_a_leaving_form_does_nothing(page, sign_in):
    """The first one is under way: another would cancel it, and the person would not know which one counted."""
    sign_in(page, "fr_df")
    open_the_entry(page)
    fill(page, {"account_66": "7"})
    page.evaluate("for (const act of ['later', 'save']) document.querySelector(`#entry [value=${act}]`).click()")
    expect(page.get_by_role("main")).to_contain_text("Votre saisie est enregistrée.")


def test_a_figure_is_entered_without_javascript(new_page, sign_in):
    page = new_page(java_script_enabled=False)
    sign_in(page, "fr_df")
    address = open_the_entry(page)
    fill(page, {"account_62": "89"})
    press(page, "Enregistrer")
    page.wait_for_url(address)
    expect(page.get_by_role("main")).to_contain_text("Enregistré à")
    expect(page.locator('[name="account_62"]')).to_have_value("89,00")
