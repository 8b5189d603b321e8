"""What people of the story do, through the screens and their mails only."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage

from playwright.sync_api import Page, expect

from tests.e2e.smtp import SmtpPeer


@dataclass
class Person:
    """`identifier` is known once the activation mail has been read."""

    first_name: str
    last_name: str
    password: str
    identifier: str = ""

    @property
    def email(self) -> str:
        return f"{self.first_name}.{self.last_name}@ancre.example".lower()

    def named(self, prefix: str = "") -> dict[str, str]:
        """The fields that say who the person is."""
        return {
            f"{prefix}last_name": self.last_name,
            f"{prefix}first_name": self.first_name,
            f"{prefix}email": self.email,
            f"{prefix}email_again": self.email,
        }


def fill(page: Page, fields: Mapping[str, str]) -> None:
    """Types the fields by their names."""
    for name, value in fields.items():
        page.fill(f'main [name="{name}"]', value)


def choose_person(page: Page, text: str, name: str) -> None:
    """Types a few letters in the box where a person is searched, and takes the one of that name by the keyboard."""
    box = page.get_by_role("combobox", name="Chercher par nom")
    box.press_sequentially(text)
    expect(page.locator("[role=option]").filter(has_text=name)).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.get_by_role("radio", name=re.compile(name))).to_be_checked()


def press(page: Page, label: str) -> None:
    """A button of the page's content."""
    page.get_by_role("main").get_by_role("button", name=label, exact=True).click()


def follow(page: Page, label: str) -> None:
    """A link of the page's content."""
    page.get_by_role("main").get_by_role("link", name=label).first.click()


def open_row(page: Page, text: str | re.Pattern) -> None:
    """The first link of the table's row that holds `text`."""
    page.get_by_role("row").filter(has_text=text).get_by_role("link").first.click()


def menu(page: Page, label: str) -> None:
    page.get_by_role("navigation", name="Menu principal").get_by_role("link", name=label, exact=True).click()


def menu_entries(page: Page) -> list[str]:
    return page.get_by_role("navigation", name="Menu principal").get_by_role("link").all_inner_texts()


def text_of(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content()


def the_mail(peer: SmtpPeer, person: Person, about: str) -> EmailMessage:
    """The only mail to a person whose subject holds `about`."""
    found = [mail for mail in peer.to(person.email) if about in str(mail["Subject"])]
    assert len(found) == 1, f"{about}: {[str(mail['Subject']) for mail in peer.to(person.email)]}"
    return found[0]


def activate(page: Page, peer: SmtpPeer, person: Person) -> None:
    """Opens the link of the activation mail and chooses the password; the person's identifier is in the mail."""
    text = text_of(the_mail(peer, person, "activer"))
    person.identifier = re.search(r"Votre identifiant\s: (\S+)", text)[1]
    page.goto(re.search(r"http://\S+/activation/\S+", text)[0])
    fill(page, {"password": person.password})
    press(page, "Activer mon compte")
    page.wait_for_url("**/connexion/**")


def enter(page: Page, person: Person) -> None:
    """Signs in from the sign-in page."""
    fill(page, {"login": person.identifier, "password": person.password})
    press(page, "Connexion")
    page.wait_for_url(lambda url: "/connexion" not in url)


def leave(page: Page) -> None:
    page.locator("details.account > summary").click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/connexion/**")


def type_figures(page: Page, figures: Mapping[str, str]) -> None:
    """Types figures of the entry page and waits until the portal has saved them by itself."""
    with page.expect_response(lambda answer: answer.url.endswith("/auto") and answer.status == 200):
        fill(page, figures)
    settled(page)


def settled(page: Page) -> None:
    """Nothing typed is still on its way."""
    expect(page.locator("[data-autosave-status]")).to_contain_text("Enregistré à")
    page.wait_for_load_state("networkidle")
