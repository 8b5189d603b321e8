"""Pages are compressed, and nothing in them can be guessed by their length (decision 0015)."""

import gzip
import re

import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories.accounts import UserFactory

SECRETS = re.compile(r'name="(?:csrfmiddlewaretoken|_once)" value="([^"]+)"|nonce="([^"]+)"')


@pytest.fixture
def page(client, db):
    """The page that a signed-in person gets, compressed as their browser asks."""
    client.force_login(UserFactory())

    def ask():
        return client.get(reverse("account_details"), HTTP_ACCEPT_ENCODING="gzip")

    return ask


def test_a_browser_that_asks_gets_a_compressed_page(page):
    answer = page()
    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]
    assert len(answer.content) < len(gzip.decompress(answer.content)) / 2


def test_the_length_of_the_same_page_varies(page):
    """Twenty answers: the random bytes differ, be the page the same or not."""
    assert len({len(page().content) for _ in range(20)}) > 5


def test_no_secret_of_a_page_stands_in_the_next_one(page):
    first, second = (
        {value for pair in SECRETS.findall(gzip.decompress(page().content).decode()) for value in pair if value}
        for _ in range(2)
    )
    assert first
    assert second
    assert not first & second


def test_the_session_s_number_is_in_no_page(client, page):
    text = gzip.decompress(page().content).decode()
    assert client.cookies[settings.SESSION_COOKIE_NAME].value not in text
