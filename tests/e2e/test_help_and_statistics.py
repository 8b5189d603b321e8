"""The guides and the statistics, as people of the demonstration see them."""

import pytest

GUIDES = {"aide": "/aide/", "guide-declarer": "/aide/declarer", "guide-administrer": "/aide/administrer"}


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_is_sound(page, inspect, name):
    """Signed out: help is for everybody."""
    page.goto(GUIDES[name])
    inspect(page, name)


def test_the_table_of_contents_leads_to_the_chapter(page):
    page.goto(GUIDES["guide-declarer"])
    page.get_by_role("link", name="Approuver et transmettre").click()
    assert page.get_by_role("heading", name="Approuver et transmettre").is_visible()
    assert page.url.endswith("#approuver-et-transmettre")


def test_an_activity_beside_the_medians(page, sign_in, inspect):
    """From the menu; another activity is one choice away, by the list alone."""
    sign_in(page, "fr_df")
    page.get_by_role("link", name="Statistiques", exact=True).click()
    assert page.get_by_role("img", name="Coût par ETP").is_visible()
    assert page.get_by_role("columnheader", name="Médiane nationale").first.is_visible()
    inspect(page, "statistiques-activite")
    page.get_by_label("Activité", exact=True).select_option(label="Structure Jeunesse (Centre social Les Coteaux)")
    page.get_by_role("button", name="Afficher").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Statistiques : Structure Jeunesse"


def test_the_caf_s_campaigns(page, sign_in, inspect):
    sign_in(page, "caf_agent")
    page.get_by_role("link", name="Statistiques de la Caf").click()
    assert page.get_by_role("table", name="Déclarations par campagne et par état").is_visible()
    inspect(page, "statistiques-caf")
