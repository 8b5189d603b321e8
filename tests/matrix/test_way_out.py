"""The way out is on every page that a signed-in person reads, those that refuse something included."""

import pytest
from django.urls import reverse
from lxml import html

from tests.matrix.asking import Asker
from tests.matrix.people import ANONYMOUS, CAF_ADMIN, FR_DA, PARTNER_ADMIN, SIGNED_IN
from tests.matrix.table import TABLE
from tests.net.client import PortalClient

# The text of a mail, shown as it leaves.
NO_PAGES = frozenset({"demo_mail_html", "demo_mail_example_html"})
# A suspended person reads why; somebody who left finds nothing: other pages still.
READ = sorted(name for name, row in TABLE.items() if row.get and name not in NO_PAGES)


def assert_way_out(answer, what: str) -> None:
    """A form, since a link would sign people out by surprise; the page of an unexpected error leads home, which has it."""
    page = html.fromstring(answer.content)
    found = page.xpath(f"//header//form[@action='{reverse('account_logout')}' and @method='post']")
    assert found, f"{what} ({answer.status_code}) has no way out"


@pytest.mark.parametrize("name", READ)
def test_the_way_out_is_on_every_page(asker: Asker, name: str):
    """Of one who may look, and of those who are told why not, or that there is nothing."""
    row, address = TABLE[name], asker.address(name)
    readers = sorted((row.allowed | row.readers) - {ANONYMOUS})[:1]
    others = sorted(SIGNED_IN - row.allowed - row.readers)[:2]

    def look(client: PortalClient, person: str) -> None:
        answer = client.get(address)
        if answer.get("Content-Type", "").startswith("text/html") and answer.status_code != 302:
            assert_way_out(answer, address)

    asker.each([*readers, *others], look)


ODD = {
    "an address that cannot be read": lambda client: client.get("/mon-compte/?q=%00"),
    "a NUL character in the address": lambda client: client.get("/%00"),
    "a NUL character in a form": lambda client: client.post("/mon-compte/coordonnees/", {"first_name": "\0"}),
    "too many fields": lambda client: client.post("/mon-compte/coordonnees/", {f"f{n}": "" for n in range(2_001)}),
    "too large": lambda client: client.post("/mon-compte/coordonnees/", {"first_name": "a" * 1_000_001}),
    "no page": lambda client: client.get("/nulle-part/"),
    "no token": lambda client: client.post("/mon-compte/coordonnees/", {}, headers={"X-CSRFToken": "forged"}),
    "a broken file": lambda client: client.generic(
        "POST", "/mon-compte/coordonnees/", b"--x", "multipart/form-data; boundary="
    ),
}


@pytest.mark.parametrize("send", ODD.values(), ids=ODD)
@pytest.mark.parametrize("person", [FR_DA, PARTNER_ADMIN, CAF_ADMIN])
def test_it_is_on_the_pages_of_what_the_door_refuses(asker: Asker, person: str, send):
    answer = send(asker.browser_of(person))
    assert answer.status_code in (400, 403, 404, 413)
    assert_way_out(answer, "the refusal")
