"""What people who administer do all year: find somebody, see who lacks where, correct something, not be alone to."""

from playwright.sync_api import expect

from tests.e2e.story_steps import fill, follow, menu, press


def test_somebody_on_the_telephone_is_found_by_the_keyboard_alone(page, sign_in, inspect):
    """From any page: the field of the top bar, Enter, the first result."""
    sign_in(page, "caf_agent")
    page.get_by_role("searchbox").focus()
    page.keyboard.type("riviere")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("riviere")
    inspect(page, "recherche")
    page.get_by_role("table", name="Utilisateurs").get_by_role("link", name="Paul Rivière").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Paul Rivière")


def test_nothing_found_is_sound_too(page, sign_in, inspect):
    sign_in(page, "caf_agent")
    page.goto("/recherche/?q=introuvable")
    expect(page.get_by_role("main")).to_contain_text("Aucun résultat")
    inspect(page, "recherche-vide")


def test_an_administrator_sees_which_activity_has_no_approver(page, sign_in, inspect):
    """From the menu to the form already filled in: the tab, the row, the button."""
    sign_in(page, "partner_admin")
    menu(page, "Administration des profils")
    follow(page, "Qui fait quoi")
    row = page.get_by_role("row").filter(has_text="Fab-lab des Coteaux")
    expect(row).to_contain_text("sans effet aujourd’hui")
    inspect(page, "qui-fait-quoi")
    row.get_by_role("link", name="Habiliter").click()
    expect(page.get_by_label("Fab-lab des Coteaux")).to_be_checked()
    expect(page.get_by_label("Espace ados Beaulieu")).not_to_be_checked()


def test_two_agents_correct_the_same_convention(page, new_page, sign_in, inspect):
    """The second one sees what the first has saved, keeps their own words, and saves both."""
    sign_in(page, "caf_admin")
    menu(page, "Consulter les conventions")
    follow(page, "Convention MJC Bellevue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Convention MJC Bellevue")
    address = page.url + "modifier"
    page.goto(address)
    second = new_page()
    sign_in(second, "caf_admin")
    second.goto(address)
    fill(page, {"label": "Convention de la MJC", "closes_on": "31/12/2030"})
    press(page, "Enregistrer")
    expect(page.get_by_role("main")).to_contain_text("La convention est modifiée.")

    fill(second, {"label": "Convention MJC Bellevue 2026"})
    press(second, "Enregistrer")
    summary = second.get_by_role("alert")
    expect(summary).to_contain_text("Quelqu’un d’autre a enregistré cette page")
    expect(summary).to_contain_text("Repris de l’autre enregistrement : Date de clôture.")
    expect(second.get_by_label("Libellé")).to_have_value("Convention MJC Bellevue 2026")
    expect(second.get_by_label("Date de clôture")).to_have_value("31/12/2030")
    inspect(second, "deux-versions")
    press(second, "Enregistrer")
    expect(second.get_by_role("main")).to_contain_text("31 décembre 2030")
    expect(second.get_by_role("heading", level=1)).to_have_text("Convention MJC Bellevue 2026")
