"""What the Caf decides about what organisations owe: asking for a declaration of the past, « sans objet », and back."""

from playwright.sync_api import expect

from tests.e2e.story_steps import menu, press

LATE = "Ludothèque ados"


def test_a_declaration_of_the_past_is_asked_for(page, sign_in, inspect):
    """From the menu to the list that no longer offers it."""
    sign_in(page, "caf_agent")
    menu(page, "Ouvertures et sans objet")
    inspect(page, "ouvertures")
    page.get_by_role("row").filter(has_text=LATE).get_by_role("link", name="Choisir").click()
    inspect(page, "ouvrir-une-activite")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Ouvrir").click()
    expect(page.get_by_role("main")).to_contain_text("1 déclaration ouverte")
    expect(page.get_by_role("main")).not_to_contain_text(LATE)


def test_one_is_said_to_be_without_object_and_comes_back(page, sign_in, inspect):
    """Found among those already said so; restored, then said so again with another reason."""
    sign_in(page, "caf_agent")
    menu(page, "Ouvertures et sans objet")
    page.get_by_role("link", name="Sans objet", exact=True).click()
    inspect(page, "sans-objet")
    page.get_by_role("row").filter(has_text=LATE).get_by_role("link").click()
    inspect(page, "dossier-sans-objet")
    page.get_by_role("button", name="Rétablir").click()
    expect(page.get_by_role("main")).to_contain_text("est rétablie")
    page.get_by_role("main").get_by_role("link", name="Sans objet").click()
    inspect(page, "dire-sans-objet")
    page.get_by_label("Motif").fill("L’activité n’a pas ouvert.")
    press(page, "Dire sans objet")
    expect(page.get_by_role("main")).to_contain_text("L’activité n’a pas ouvert.")


def test_nothing_to_put_aside_is_said(page, sign_in, inspect):
    sign_in(page, "caf_agent")
    menu(page, "Ouvertures et sans objet")
    page.get_by_role("link", name="À écarter").click()
    expect(page.get_by_role("main")).to_contain_text("Toutes les déclarations ouvertes sont dues")
    inspect(page, "rien-a-ecarter")


def test_the_catalogue_says_what_is_confirmed(page, sign_in, inspect):
    sign_in(page, "national")
    menu(page, "Catalogue des activités")
    expect(page.get_by_role("table", name="Montants par exercice")).to_contain_text("à confirmer")
    inspect(page, "catalogue")
