"""A change of name, in a browser: asked for, decided by who administers the person's rights, read in the journal."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.story_steps import fill, follow, menu, press, text_of

APPROVER = "claire.vasseur@coteaux.example"
NEW = {"first_name": "Claire", "last_name": "Dupont-Vasseur", "reason": "Mariage le 12 septembre"}


def main(page: Page):
    return page.get_by_role("main")


def open_own_account(page: Page) -> None:
    account = page.locator("details.account")
    account.locator("summary").click()
    account.get_by_role("link", name="Mon compte", exact=True).click()


def ask_for_a_name(page: Page) -> None:
    open_own_account(page)
    follow(page, "Demander un changement")
    fill(page, NEW)


def test_a_user_asks_and_the_administrator_decides(new_page, sign_in, smtp_peer, inspect, accounts):
    user, admin, caf = new_page(), new_page(), new_page()
    sign_in(user, "approver")
    ask_for_a_name(user)
    inspect(user, "name-request")
    press(user, "Demander ce changement")
    inspect(user, "name-waiting")
    follow(user, "Annuler ma demande")
    inspect(user, "name-cancel")
    press(user, "Annuler ma demande")
    expect(main(user)).to_contain_text("votre nom reste le même")
    ask_for_a_name(user)
    press(user, "Demander ce changement")
    open_own_account(user)
    expect(main(user)).to_contain_text(re.compile(r"En attente d'une décision.: Claire Dupont-Vasseur"))
    inspect(user, "own-account-name-waiting")

    sign_in(admin, "partner_admin")
    inspect(admin, "home-name-to-decide")
    follow(admin, "Examiner la demande")
    inspect(admin, "name-decide")
    main(admin).get_by_label("Accepter le nouveau nom").check()
    press(admin, "Enregistrer ma décision")
    expect(main(admin)).to_contain_text("Le changement de nom est accepté")
    menu(admin, "Consulter le journal")
    expect(main(admin)).to_contain_text("a accepté le nom de Claire Dupont-Vasseur")
    expect(main(admin)).to_contain_text(accounts["approver"]["identifier"])
    inspect(admin, "journal-names")

    smtp_peer.deliver()
    told = [text_of(mail) for mail in smtp_peer.to(APPROVER) if "accepté" in str(mail["Subject"])]
    assert ["Claire Dupont-Vasseur" in text for text in told] == [True]
    sign_in(caf, "caf_admin")
    open_own_account(caf)
    follow(caf, "Demander un changement")
    expect(main(caf)).to_contain_text("Vos droits vous sont donnés à votre nom")
