"""Every form that puts what is typed into the address, on every page: an e-mail address typed there does not stay in it.

`tests/net/client.py` refuses links and redirects that hold one, in every test.
"""

from urllib.parse import urlencode

import pytest
from lxml import html

from tests.matrix.asking import Asker
from tests.matrix.people import CAF_ADMIN, CAF_AGENT, FR_DA, NATIONAL, PARTNER_ADMIN
from tests.matrix.table import TABLE
from tests.net.client import PortalClient
from tests.net.reading import read

READERS = (CAF_ADMIN, CAF_AGENT, PARTNER_ADMIN, FR_DA, NATIONAL)
TYPED = "anne.roy@mairie.example"
TEXT_BOXES = "input[not(@type) or @type='text' or @type='search' or @type='email' or @type='tel']"
READ = sorted(name for name, row in TABLE.items() if row.get and row.readers_among(READERS))
FEWEST_FORMS = 12


def forms_into_the_address(page: html.HtmlElement) -> list[html.FormElement]:
    """A form without a method is one too."""
    return [form for form in page.forms if (form.get("method") or "get").lower() == "get"]


def typed_everywhere(form: html.FormElement) -> dict[str, str]:
    boxes = [box.name for box in form.xpath(f".//{TEXT_BOXES}") if box.name]
    return {**dict(form.form_values()), **dict.fromkeys(boxes, TYPED)} if boxes else {}


def assert_gone(client: PortalClient, path: str, asked: dict[str, str]) -> None:
    answer = client.get(f"{path}?{urlencode(asked)}", follow=True)
    assert answer.redirect_chain, f"{path} keeps {asked}"
    assert TYPED not in read(answer), f"{path} shows it again"
    assert "La recherche ne prend pas d'adresse mail" in read(answer), f"{path} does not say why"
    part = client.get(f"{path}?{urlencode(asked)}", headers={"HX-Request": "true"})
    assert part.status_code == 204, f"{path} answers {part.status_code} to a script"
    assert "@" not in part["HX-Redirect"]
    assert "%40" not in part["HX-Redirect"]


@pytest.mark.parametrize("name", READ)
def test_no_form_leaves_an_email_in_the_address(asker: Asker, name: str):
    address = asker.address(name)

    def search(client: PortalClient, person: str) -> None:
        answer = client.get(address)
        if answer.status_code != 200 or not answer.get("Content-Type", "").startswith("text/html"):
            return
        for form in forms_into_the_address(html.fromstring(answer.content)):
            if asked := typed_everywhere(form):
                assert_gone(client, form.get("action") or address, asked)

    asker.each(TABLE[name].readers_among(READERS), search)


def test_there_are_such_forms(asker: Asker):
    """Else the test above proves nothing."""
    found = set()
    for name in READ:
        client, address = asker.browser_of(TABLE[name].readers_among(READERS)[0]), asker.address(name)
        answer = client.get(address)
        if answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html"):
            forms = forms_into_the_address(html.fromstring(answer.content))
            found |= {form.get("action") for form in forms if typed_everywhere(form)}
    assert len(found) >= FEWEST_FORMS


def test_a_name_stays_in_it_with_the_other_criteria(asker: Asker):
    """« Back », the next page and a shared link need them."""
    client, address = asker.browser_of(CAF_ADMIN), asker.address("habpps:connections")
    answer = client.get(address, {"personne": "Roy", "issue": "", "tri": "-nom"})
    assert answer.status_code == 200
    taken_out = client.get(address, {"personne": TYPED, "issue": "reussie", "tri": "-nom"})
    assert taken_out.url == f"{address}?issue=reussie&tri=-nom"
