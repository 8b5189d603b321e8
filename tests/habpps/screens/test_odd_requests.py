"""Requests that no browser sends are answered like any other: refused in words, or taken to a page, never by an error 500."""

import pytest

from portal.accounts.second_factor.forms import PasskeyForm
from portal.accounts.second_factor.passkeys import WrongPasskey, verify_authentication, verify_registration
from tests.net.reading import source

pytestmark = pytest.mark.django_db
DEEP = "[" * 100_000


@pytest.mark.parametrize("header", ["Referer", "HX-Current-URL"])
@pytest.mark.parametrize("value", ["http://[", "//[", "http://[::1", "\x7f", "é", "a" * 5_000])
@pytest.mark.parametrize("path", ["/mon-compte/", "/mon-compte/coordonnees/"])
def test_a_page_named_by_a_broken_address(client, header, value, path):
    answer = client.post(path, {}, headers={"HX-Request": "true", header: value})
    assert answer.status_code < 500


@pytest.mark.parametrize("typed", [DEEP, '{"a":' * 50_000, "1", "null", "[]", '"x"', "{", ""])
def test_a_passkey_s_answer_that_is_no_object_is_asked_again(typed):
    form = PasskeyForm({"credential": typed})
    assert form.errors == {"credential": ["La clé d'accès n'a pas répondu : recommencez."]}


@pytest.mark.parametrize(
    "answer", [{}, {"id": 1, "response": []}, {"rawId": "é", "response": {"clientDataJSON": None}}]
)
def test_a_passkey_s_answer_of_any_other_shape_proves_nothing(answer):
    with pytest.raises(WrongPasskey):
        verify_registration({}, answer, "testserver")
    with pytest.raises(WrongPasskey):
        verify_authentication([], {}, answer, "testserver")


@pytest.mark.parametrize("seen", [DEEP, "{", "[]", "3", '{"name": []}'])
def test_what_a_form_says_that_it_showed_of_any_shape(client, here, seen):
    client.force_login(here.caf_admin)
    address = f"/organismes/{here.partner.public_id}/modifier"
    answer = client.submit(address, {"seen": seen})
    assert answer.status_code < 500
    assert "Traceback" not in source(answer)
