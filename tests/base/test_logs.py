"""The portal's own logs: what is searched, and who asks, stand in none of their lines, whatever goes wrong."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
from django.conf import settings

from portal.base.logs import logging_settings
from tests.factories.habpps import CafFactory, caf_admin

pytestmark = pytest.mark.django_db
NAME = "Zqwxkdurand"
SECRET = "Rk3vQ8ZtYb1mN7xW5cJ2hL9pD4sF6gAa"
ASKED = f"/recherche/?q={NAME}&personne={NAME}%40mairie.example"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What a portal on line writes, at its most talkative level."""
    written, root = io.StringIO(), logging.getLogger()
    handlers, level = list(root.handlers), root.level
    logging.config.dictConfig(logging_settings("DEBUG"))
    root.handlers[-1].setStream(written)
    yield written
    logging.config.dictConfig(settings.LOGGING)
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize("signed_in", [True, False])
def test_nothing_of_what_is_asked_is_written(client, log, monkeypatch, signed_in):
    """A refusal, a page that is not there, a token that is wrong, an unexpected error."""
    client.raise_request_exception = False
    if signed_in:
        client.force_login(caf_admin(CafFactory()))
    headers = {"Referer": f"http://testserver{ASKED}"}
    client.get(ASKED, headers=headers)
    client.get(f"/nulle-part/{ASKED}", headers=headers)
    client.get(f"{ASKED}&x=%00", headers=headers)
    client.get(f"/activation/{SECRET}/?q={NAME}", headers=headers)
    client.post(ASKED, {"q": NAME}, headers={**headers, "X-CSRFToken": "forged"})
    client.get("/mon-compte/", {"q": NAME}, headers={**headers, "Host": "ailleurs.example"})
    monkeypatch.setattr("portal.base.middleware.names_email", lambda text: 1 / 0)
    assert client.get(ASKED, headers=headers).status_code == 500
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert any(line["event"] == "unexpected error" for line in lines)
    assert NAME not in log.getvalue()
    assert SECRET not in log.getvalue()
