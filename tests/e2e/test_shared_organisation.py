"""An organisation that two Cafs share: its administrator tells them apart, the Caf that leads answers the other one."""

from playwright.sync_api import expect

ORGANISATION = "La Passerelle"


def test_its_administrator_reads_which_caf_is_meant(page, sign_in, inspect):
    sign_in(page, "two_cafs")
    inspect(page, "deux-caf-accueil")
    switcher = page.locator("details.switcher")
    switcher.locator("summary").click()
    switcher.get_by_role("button", name=f"{ORGANISATION} (Caf du Nord)").click()
    expect(switcher.locator(".switcher__name")).to_have_text(f"{ORGANISATION} (Caf du Nord)")


def test_the_lead_caf_answers_a_proposal(page, sign_in, inspect):
    """From « À faire » to the refusal, which asks for its reason."""
    sign_in(page, "caf_admin")
    page.get_by_role("link", name="Voir la proposition").click()
    inspect(page, "proposition")
    page.get_by_role("link", name="Accepter").click()
    inspect(page, "proposition-accepter")
    page.get_by_role("link", name="Annuler").click()
    page.get_by_role("link", name="Fiche de l'organisme").click()
    inspect(page, "organisme-pilote")
    page.get_by_role("link", name="Transférer le pilotage").click()
    inspect(page, "pilotage-transferer")
    page.get_by_role("link", name="Annuler").click()
    page.get_by_role("link", name="Modifier la fiche de l'organisme").click()
    page.get_by_role("link", name="Refuser").click()
    page.get_by_role("button", name="Refuser la proposition").click()
    expect(page.get_by_role("alert").or_(page.locator(".error-summary")).first).to_be_visible()
    inspect(page, "proposition-refuser")
    page.get_by_label("Motif").fill("Le déménagement n'est annoncé que pour janvier.")
    page.get_by_role("button", name="Refuser la proposition").click()
    expect(page.get_by_role("main")).to_contain_text("La proposition est refusée.")
    page.get_by_role("link", name="Propositions sur les organismes").click()
    expect(page.get_by_role("row").filter(has_text=ORGANISATION)).to_contain_text("Refusée")
    inspect(page, "propositions")
