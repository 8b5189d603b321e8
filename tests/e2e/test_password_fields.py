"""A password is masked, may be shown, and may be pasted: managers fill it in, nobody has to type thirty characters."""

import pytest

PASTED = "girafe lampe torchon violet cabane nuage sirop tambour"
IS_LET_THROUGH = """box => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "colle");
    return box.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
}"""


@pytest.mark.parametrize("path", ["/connexion/", "/mot-de-passe/modifier/"])
def test_it_is_masked_shown_and_pasted(page, sign_in, path):
    if path != "/connexion/":
        sign_in(page, "fr_da")
    page.goto(path)
    box = page.locator("input[name=password]")
    assert box.get_attribute("type") == "password"
    assert box.evaluate(IS_LET_THROUGH), "a script stands in the way of pasting"
    box.focus()
    page.keyboard.insert_text(PASTED)  # as a paste comes in: all at once, without a key
    assert box.input_value() == PASTED
    show = page.locator(f"button[aria-controls={box.get_attribute('id')}]")
    show.click()
    assert (box.get_attribute("type"), show.get_attribute("aria-pressed")) == ("text", "true")
    show.click()
    assert (box.get_attribute("type"), show.get_attribute("aria-pressed")) == ("password", "false")
