"""The guides and the statistics, as people of the demonstration see them."""

import pytest
from playwright.sync_api import expect

GUIDES = {"aide": "/aide/", "guide-declarer": "/aide/declarer", "guide-administrer": "/aide/administrer"}


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_is_sound(page, inspect, name):
    """Signed out: help is for everybody."""
    page.goto(GUIDES[name])
    inspect(page, name)


def test_the_table_of_contents_leads_to_the_chapter(page):
    page.goto(GUIDES["guide-declarer"])
    page.get_by_role("link", name="Approuver et transmettre").click()
    expect(page.get_by_role("heading", name="Approuver et transmettre")).to_be_visible()
    page.wait_for_url("**#approuver-et-transmettre")


def test_an_activity_beside_the_medians(page, sign_in, inspect):
    """From the menu; another activity is one choice away, by the list alone."""
    sign_in(page, "fr_df")
    page.get_by_role("link", name="Statistiques", exact=True).click()
    expect(page.get_by_role("img", name="Coût par ETP")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Médiane nationale").first).to_be_visible()
    inspect(page, "statistiques-activite")
    page.get_by_label("Activité", exact=True).select_option(label="Structure Jeunesse (Centre social Les Coteaux)")
    page.get_by_role("button", name="Afficher").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Statistiques : Structure Jeunesse")


def test_the_caf_s_campaigns(page, sign_in, inspect):
    sign_in(page, "caf_agent")
    page.get_by_role("link", name="Statistiques de la Caf").click()
    expect(page.get_by_role("table", name="Déclarations par campagne et par état")).to_be_visible()
    inspect(page, "statistiques-caf")
