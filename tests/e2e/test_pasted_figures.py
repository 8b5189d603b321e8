"""Figures pasted from a spreadsheet land where they belong, in sight, and one click takes them back."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.story_steps import menu

PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.activeElement.dispatchEvent(event);
}"""
BALANCE = "N°\tLibellé\tMontant\n60\tAchats\t1'234,56\n63A\tTaxes\t-   €\n70623\tPS\t1.000,50\n512\tBanque\t99\n"


def open_entry(page: Page, half: str) -> None:
    """Of the first declaration whose half is open to entry, whatever other tests have typed in it."""
    menu(page, "Mes déclarations")
    page.wait_for_url("**/declarations/**")
    rows = page.get_by_role("row").filter(has_text=re.compile("À saisir|En cours"))
    rows.first.wait_for()
    for address in rows.get_by_role("link").evaluate_all("links => links.map(link => link.href)"):
        if found := re.search(r".*/declarations/[a-z0-9]{12}/", address):
            page.goto(f"{found[0]}saisie/{half}/")
            if "/saisie/" in page.url:
                return
    raise AssertionError("nothing is open to entry")


def paste(page: Page, name: str, text: str) -> None:
    page.focus(f'[name="{name}"]')
    page.evaluate(PASTE, text)


def value(page: Page, name: str):
    return page.locator(f'[name="{name}"]')


def test_a_balance_is_recognised_by_its_account_numbers(page, sign_in, inspect):
    sign_in(page, "fr_df")
    open_entry(page, "finances")
    other = value(page, "account_64").input_value()
    paste(page, "account_64", BALANCE)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("3 cellules seront remplies")
    expect(dialog).to_contain_text("Laissé de côté, sans place ici : 512 Banque 99.")
    inspect(page, "collage-previsualise")
    with page.expect_response("**/auto"):
        page.keyboard.press("Enter")
    status = page.locator("[data-grid-status]")
    expect(status).to_contain_text("3 cellules remplies. 1 ligne laissée de côté.")
    page.reload()
    for name, written in {"account_60": r"1\s234,56", "account_63a": "0,00", "account_70623": r"1\s000,50"}.items():
        expect(value(page, name)).to_have_value(re.compile(f"^{written}$"))
    expect(value(page, "account_64")).to_have_value(
        other
    )  # the cell where the block was pasted is not among its accounts

    last = value(page, "account_66").input_value()
    paste(page, "account_64", "10\n20\n30\n")
    for name, written in {"account_64": "10", "account_65": "20", "account_66": "30"}.items():
        expect(value(page, name)).to_have_value(written)
    status.get_by_role("button", name="Annuler").click()
    expect(value(page, "account_66")).to_have_value(last)
    expect(status).to_have_text("C’est annulé.")

    paste(page, "account_86", "5\n6\n")
    expect(value(page, "account_70")).to_have_value("6")
    value(page, "account_86").press("Enter")
    expect(value(page, "account_70")).to_be_focused()


def test_a_block_that_is_cancelled_changes_nothing(page, sign_in):
    sign_in(page, "fr_df")
    open_entry(page, "finances")
    before = page.eval_on_selector_all("[data-grid] input", "all => all.map(each => each.value)")
    paste(page, "account_61", BALANCE)
    page.keyboard.press("Escape")
    expect(value(page, "account_61")).to_be_focused()
    assert page.eval_on_selector_all("[data-grid] input", "all => all.map(each => each.value)") == before


def test_rows_are_made_by_a_paste_and_by_hand_without_a_new_page(page, sign_in):
    sign_in(page, "fr_da")
    open_entry(page, "activite")
    rows = page.locator("[data-row]")
    start = rows.count()
    page.evaluate("window.stays = true")
    page.get_by_label("Nombre", exact=True).fill("2")
    page.get_by_role("button", name="Ajouter des lignes").click()
    expect(rows).to_have_count(start + 2)
    expect(value(page, f"animators.{start}.diploma")).to_be_focused()
    paste(page, f"animators.{start}.etp", "1\t12\t1\n0,5\t6\t0,25\n0,8\t12\t0,8\n")
    page.get_by_role("dialog").get_by_role("button", name="Remplir").click()
    expect(rows).to_have_count(start + 3)
    expect(value(page, f"animators.{start + 2}.etp")).to_have_value("0,8")
    page.get_by_role("button", name=f"Retirer la ligne {start + 2}").click()
    expect(rows).to_have_count(start + 2)
    expect(value(page, f"animators.{start + 1}.etp")).to_have_value("0,8")
    page.locator("[data-grid-status]").get_by_role("button", name="Annuler").click()
    expect(rows).to_have_count(start + 3)
    expect(value(page, f"animators.{start + 1}.etp")).to_have_value("0,5")
    page.wait_for_timeout(1_500)  # the autosave waits for a pause
    expect(page.locator("[data-autosave-status]")).to_contain_text("Enregistré à")
    assert page.evaluate("window.stays")
    page.reload()
    expect(rows.last.locator("[name$='.etp']")).to_have_value("0,80")
