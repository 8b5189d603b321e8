"""No request is answered by an error 500: every address, asked by people who may and may not, in ways that no form has.

The requests drawn are the same each time. After a change of readers, forms or middlewares, draw others, and many more:
`pytest tests/matrix/test_odd_requests.py --hypothesis-profile=odd --timeout=0`.
"""

from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from tests.factories.accounts import PASSWORD
from tests.matrix.asking import Asker
from tests.matrix.odd import OddRequest, odd_requests, places
from tests.matrix.people import PEOPLE
from tests.matrix.table import TABLE
from tests.matrix.test_form_fields import fields_of
from tests.net.client import PortalClient

Fields = dict[str, list[str]]
MANY = settings.get_current_profile_name() == "odd"
FEW_REQUESTS = 250
MOST_FORMS = 3
TYPED = {
    "date": "12/10/2026",
    "decimal": "12",
    "email": "a.roy@mairie.example",
    "tel": "0123456789",
    "password": PASSWORD,
}


class Forms(defaultdict[str, list[Fields]]):
    """Of each address, the fields of the forms that are sent to it, filled in as somebody might."""

    def __repr__(self) -> str:
        return f"the forms of {len(self)} addresses"


def may(name: str) -> list[str]:
    return sorted(TABLE[name].allowed | TABLE[name].readers)


@pytest.fixture(scope="module")
def forms() -> Forms:
    """Read at the first request."""
    return Forms(list)


def filled_in(form: html.FormElement) -> Fields:
    fields = {**{name: [""] for name in form.fields}, **fields_of(form)}
    fields.pop("csrfmiddlewaretoken", None)  # of another browser; the client sends its own
    for box in form.iter("input", "textarea"):
        if (
            box.name in fields
            and not any(fields[box.name])
            and box.get("type") not in ("checkbox", "radio", "file", "hidden")
        ):
            kind = {"numeric": "date", "decimal": "decimal"}.get(box.get("inputmode", ""), box.get("type", ""))
            fields[box.name] = [TYPED.get(kind, "Texte")]
    return fields


def read_forms(asker: Asker, forms: Forms) -> None:
    for name in (name for name, row in TABLE.items() if row.get):
        client, address = asker.browser_of(may(name)[0]), asker.address(name)
        answer = client.get(address)
        if answer.status_code != 200 or not answer.get("Content-Type", "").startswith("text/html"):
            continue
        for form in html.fromstring(answer.content).forms:
            goal = (form.get("action") or address).partition("?")[0]
            fields = filled_in(form)
            if fields not in forms[goal] and len(forms[goal]) < MOST_FORMS:
                forms[goal].append(fields)


def send(client: PortalClient, address: str, odd: OddRequest, known: list[Fields], which: int):
    content_type, body = odd.body(known[which % len(known)] if known else {})
    if odd.method in ("GET", "HEAD", "OPTIONS", "TRACE"):
        content_type, body = "", b""
    return client.generic(odd.method, odd.path(address), body, content_type, headers=odd.sent_headers())


@settings(
    max_examples=3_000 if MANY else FEW_REQUESTS,
    derandomize=not MANY,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    name=st.sampled_from(sorted(TABLE)),
    person=places,
    allowed=st.integers(0, 3),
    odd=odd_requests,
    which=st.integers(0, 2),
)
def test_none_is_answered_by_an_error(asker: Asker, forms: Forms, name, person, allowed, odd, which):
    if not forms:
        read_forms(asker, forms)
    people = may(name) if allowed else PEOPLE
    address = asker.address(name)

    def ask(client: PortalClient, _person: str) -> None:
        answer = send(client, address, odd, forms.get(address, []), which)
        assert answer.status_code < 500, f"{odd.method} {odd.path(address)[:300]}: {answer.exc_info!r}"
        assert b"Traceback (most" not in answer.getvalue()

    asker.each([people[person % len(people)]], ask)
