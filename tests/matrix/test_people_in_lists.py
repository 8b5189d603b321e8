"""Nobody is chosen in a list of the browser's own: whatever the page, no option of a `<select>` is a person."""

import pytest
from lxml import html

from portal.accounts.models import User
from tests.matrix.asking import Asker
from tests.matrix.people import CAF_ADMIN, MANAGER, NATIONAL, PARTNER_ADMIN
from tests.matrix.table import TABLE

CHOOSERS = (PARTNER_ADMIN, MANAGER, CAF_ADMIN, NATIONAL)
PAGES = sorted(name for name, row in TABLE.items() if row.get and row.readers_among(CHOOSERS))


@pytest.mark.parametrize("name", PAGES)
def test_no_list_offers_people(asker: Asker, name: str):
    people = User.objects.values_list("public_id", "username", "last_name")
    known = {key for key, *_ in people}, {text for _, *texts in people for text in texts}

    def look(client, person: str) -> None:
        answer = client.get(asker.address(name))
        if answer.status_code != 200 or not answer.get("Content-Type", "").startswith("text/html"):
            return
        for option in html.fromstring(answer.content).iter("option"):
            words = set(option.text_content().replace("(", " ").replace(")", " ").split())
            assert option.get("value") not in known[0], option.text_content()
            assert not words & known[1], option.text_content()

    asker.each(TABLE[name].readers_among(CHOOSERS), look)
