"""What people see who zoom, print or choose their own colours, and what those hear who do not see."""

import io
import re
from unicodedata import normalize

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.e2e.story_steps import follow, menu, open_row

ON_TOP = (
    "() => { const box = document.activeElement.getBoundingClientRect(); return box.top >= 0 && box.top < innerHeight }"
)
WITH_AND_WITHOUT = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def open_the_entry(page: Page, part: str) -> None:
    menu(page, "Mes déclarations")
    open_row(page, "À saisir")
    follow(page, f"Saisir les données {part}")
    page.wait_for_url("**/saisie/**", wait_until="commit")


def provide(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Fournir")).click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.wait_for_load_state()
    expect(page.locator(".error-summary")).to_be_focused()
    assert page.evaluate(ON_TOP), "the errors are out of sight"
    assert "#" not in page.url


@WITH_AND_WITHOUT
def test_errors_come_first_whatever_the_fragment(new_page, sign_in, scripts):
    """After a link to a section, then after the link that skips the menu."""
    page = new_page(java_script_enabled=scripts)
    sign_in(page, "fr_df")
    open_the_entry(page, "financières")
    page.set_viewport_size({"width": 1280, "height": 700})
    page.get_by_role("link", name=re.compile("^Produits")).click()
    page.wait_for_url("**#section-produits")
    provide(page)
    page.locator(".skip-link").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#contenu")
    provide(page)


def test_errors_come_first_after_rows_were_added(new_page, sign_in):
    page = new_page(java_script_enabled=False)
    sign_in(page, "fr_da")
    open_the_entry(page, "d’activité")
    page.get_by_role("button", name="Ajouter des lignes").first.click()
    page.wait_for_url("**#rows-*")
    provide(page)


def test_one_status_says_what_changes(page, sign_in):
    """It is in the page from the beginning, and its words change: a new one would not be heard."""
    sign_in(page, "fr_df")
    menu(page, "Mes déclarations")
    said = page.get_by_role("status")
    expect(said).to_have_count(1)
    page.evaluate("window.before = document.querySelector('[role=status]')")
    page.get_by_label("Type de déclaration").select_option(label="Réelle")
    expect(said).to_have_text(re.compile("déclarations? trouvées?"))
    assert page.evaluate("window.before === document.querySelector('[role=status]')")


def test_added_rows_are_said_and_describe_themselves(page, sign_in):
    sign_in(page, "fr_da")
    open_the_entry(page, "d’activité")
    page.goto(f"{page.url}?ligne=animators")
    page.get_by_role("button", name="Ajouter des lignes").first.click()
    expect(page.get_by_role("status")).to_have_text("Une ligne ajoutée.")
    lost = "[...document.querySelectorAll('[aria-describedby]')].flatMap(each => each.getAttribute('aria-describedby')"
    assert page.evaluate(f"{lost}.split(' ').filter(id => !document.getElementById(id)))") == []


def test_the_heads_of_figures_stay_below_what_is_said_about_saving(page, sign_in):
    """The strip takes two lines when a save fails: the heads of the columns move down with it."""
    sign_in(page, "fr_df")
    open_the_entry(page, "financières")
    page.set_viewport_size({"width": 800, "height": 700})
    page.evaluate(
        "document.querySelector('[data-autosave-status]').textContent = 'Enregistrement impossible. '.repeat(9)"
    )
    page.locator("[name=account_66]").scroll_into_view_if_needed()
    page.mouse.wheel(0, 200)
    page.wait_for_function("document.querySelector('#entry').style.getPropertyValue('--strip') > '44px'")
    strip, head = page.locator(".save-strip").bounding_box(), page.locator(".figures thead th").first.bounding_box()
    assert head["y"] >= strip["y"] + strip["height"] - 1


def test_account_numbers_are_shown_on_a_phone(page, sign_in):
    sign_in(page, "fr_df")
    open_the_entry(page, "financières")
    page.set_viewport_size({"width": 360, "height": 800})
    for code in page.locator(".figures .table__code:not(:empty)").all():
        expect(code).to_be_visible()
    follow(page, re.compile("actualisée|prévisionnelle|réelle"))
    follow(page, "Voir le récapitulatif complet")
    for code in page.locator("td.recap-table__code").all():
        expect(code).to_be_visible()


def test_tabs_are_whole_on_a_phone(page, sign_in):
    sign_in(page, "partner_admin")
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto("/habilitations/")
    for tab in page.locator(".tabs a").all():
        box = tab.bounding_box()
        assert box["x"] >= 0, tab.inner_text()
        assert box["x"] + box["width"] <= 320, tab.inner_text()


def test_letters_of_a_drawing_can_be_read_on_a_phone(page, sign_in):
    sign_in(page, "caf_admin")
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto("/supervision/connexions")
    heights = page.evaluate("[...document.querySelectorAll('.tick')].map(each => each.getBoundingClientRect().height)")
    assert min(heights) >= 11
    page.get_by_role("region", name=re.compile("les chiffres")).focus()
    page.keyboard.press("End")
    page.wait_for_function("document.activeElement.scrollTop > 0")


def test_own_colours_still_say_where_one_is(new_page, sign_in):
    """A background alone is not shown in colours that the person chose."""
    page = new_page(forced_colors="active")
    sign_in(page, "partner_admin")
    menu(page, "Consulter les conventions")
    current = page.locator(".side-menu [aria-current]")
    assert current.evaluate("each => getComputedStyle(each).outlineStyle") == "solid"
    assert page.locator(".filters select").first.evaluate("each => getComputedStyle(each).appearance") != "none"


def test_a_printed_recap_says_of_whom_and_when(page, sign_in):
    """With its pages numbered, each total once, and nothing that only a screen needs."""
    sign_in(page, "fr_df")
    open_the_entry(page, "financières")
    follow(page, re.compile("actualisée|prévisionnelle|réelle"))
    follow(page, "Voir le récapitulatif complet")
    expect(page.get_by_role("heading", level=1)).to_have_text("Récapitulatif")
    pages = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages
    texts = [re.sub(r"\s+", " ", normalize("NFKC", each.extract_text())) for each in pages]
    whole = " ".join(texts)
    for number, text in enumerate(texts, 1):
        assert f"Page {number} sur {len(texts)}" in text
    assert re.search(r"Centre social Les Coteaux, SIRET \d{3} \d{3} \d{3} \d{5}", whole)
    assert "page affichée le" in whole
    assert whole.count("Total des charges") == 1
    for words in ("Mon compte", "Rechercher", "Modifier", "Accessibilité"):
        assert words not in whole
