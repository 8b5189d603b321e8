"""A person who has forgotten the password gets a link by e-mail, chooses another one, signs in with it."""

import re
from email.message import EmailMessage

from tests.e2e.server import Portal

NEW = "trois hérons bleus sur la digue"


def link_of(messages: list[EmailMessage]) -> str:
    """The address in the latest mail that bears such a link."""
    texts = [message.get_body(("plain",)).get_content() for message in messages]
    links = [link for text in texts for link in re.findall(r"http://\S+/mot-de-passe/nouveau/\S+", text)]
    assert len(links) == 1, f"{len(links)} links in {len(messages)} mails"
    return links[0]


def test_a_new_password_comes_by_mail(page, new_page, portal_server: Portal, smtp_peer, accounts, inspect):
    identifier = accounts["fr_da"]["identifier"]
    page.goto("/mot-de-passe/oublie/")
    inspect(page, "mot-de-passe-oublie")
    page.fill("input[name=identifier]", identifier)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/envoye/")
    inspect(page, "mot-de-passe-oublie-envoye")

    link = link_of(smtp_peer.deliver())
    assert link.startswith(portal_server.url)
    page.goto(link)
    inspect(page, "mot-de-passe-nouveau")
    page.fill("input[name=password]", NEW)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/connexion/**")

    page.fill("input[name=login]", identifier)
    page.fill("input[name=password]", NEW)
    page.click("main form button[type=submit]")
    page.wait_for_url(lambda url: "/connexion" not in url)

    stranger = new_page()
    assert stranger.goto(link).status == 410
    inspect(stranger, "lien-deja-utilise")


def test_an_unknown_identifier_gets_the_same_answer_and_no_mail(page, smtp_peer):
    smtp_peer.deliver()
    page.goto("/mot-de-passe/oublie/")
    page.fill("input[name=identifier]", "zz0000000")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/envoye/")
    assert smtp_peer.deliver() == []
