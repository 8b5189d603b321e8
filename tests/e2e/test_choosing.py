"""A person is chosen with the keyboard, with the mouse, and without scripts; somebody new who bears a known name."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.story_steps import fill, follow, menu, press

SOMEBODY = "Claire Vasseur"
INVITED = "Inès Roussel"


def open_assign(page: Page) -> None:
    menu(page, "Administration des profils")
    follow(page, "Habiliter un utilisateur")


def test_with_the_keyboard_alone(new_page, sign_in, inspect):
    page = new_page()
    sign_in(page, "partner_admin")
    open_assign(page)
    box = page.get_by_role("combobox", name="Chercher par nom")
    box.focus()
    page.keyboard.press("ArrowDown")  # everybody, before a letter is typed
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").filter(has_text="personnes")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.keyboard.type("vasseur")
    expect(page.locator("[role=option]")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    active = page.locator("[role=option][aria-selected=true]")
    expect(active).to_contain_text(SOMEBODY)
    expect(box).to_have_attribute("aria-activedescendant", active.get_attribute("id"))
    inspect(page, "picker-open")
    box.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[role=option]").first).to_be_visible()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name=re.compile(SOMEBODY))).to_be_checked()
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    expect(page.get_by_role("status").filter(has_text=f"Personne choisie : {SOMEBODY}")).to_be_visible()
    inspect(page, "picker-chosen")


def test_with_the_mouse_and_who_cannot_be_chosen(new_page, sign_in):
    page = new_page()
    sign_in(page, "partner_admin")
    page.goto("/")
    open_assign(page)
    page.get_by_role("combobox", name="Chercher par nom").fill("roussel")
    option = page.locator("[role=option]").filter(has_text=INVITED)
    expect(option).to_contain_text("invitation sans réponse")
    option.click()
    expect(page.get_by_role("radio", name=re.compile(INVITED))).to_be_checked()
    page.get_by_role("combobox", name="Chercher par nom").fill("zzzz")
    expect(page.get_by_role("status").filter(has_text="Personne ne correspond.")).to_be_visible()


def test_without_scripts(new_page, sign_in, inspect):
    page = new_page(java_script_enabled=False)
    sign_in(page, "partner_admin")
    open_assign(page)
    page.get_by_label("Approbateur", exact=True).check()
    page.get_by_label("Chercher par nom").fill("vasseur")
    page.keyboard.press("Enter")
    radio = page.get_by_role("radio", name=re.compile(SOMEBODY))
    expect(page.get_by_label("Approbateur", exact=True)).to_be_checked()
    radio.check()
    page.get_by_label("Chercher par nom").fill("")
    press(page, "Chercher")
    expect(page.get_by_role("radio", name=re.compile(SOMEBODY))).to_be_checked()


def test_somebody_new_with_a_name_that_is_known(new_page, sign_in, inspect):
    page = new_page()
    sign_in(page, "partner_admin")
    page.goto("/conventions/")
    page.get_by_role("row").nth(1).get_by_role("link").first.click()
    follow(page, "Gérer les utilisateurs")
    follow(page, "Créer un utilisateur")
    fill(page, {"last_name": "VASSEUR", "first_name": "claire", "email": "c.vasseur@exemple.fr"})
    page.keyboard.press("Tab")
    warning = page.locator("#known")
    expect(warning).to_contain_text("Ce nom est déjà porté ici")
    expect(warning.get_by_role("link", name=re.compile(SOMEBODY))).to_be_visible()
    page.wait_for_load_state("networkidle")  # the last look has answered
    inspect(page, "namesake")
    fill(page, {"email_again": "c.vasseur@exemple.fr"})
    press(page, "Valider")
    expect(page.locator(".error-summary")).to_contain_text("porte déjà ce nom")
    page.get_by_label("Je confirme que c'est quelqu'un d'autre").check()
    press(page, "Valider")
    expect(page.get_by_role("main")).to_contain_text("L'accès est créé")
