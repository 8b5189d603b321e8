"""What looks the same is the same: one writing of text, whoever typed it and wherever it came from."""

import unicodedata

import pytest
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from portal.base.middleware import TypedTextMiddleware
from portal.base.text import FILLERS, INVISIBLE, clean_text, one_line, plain_figures


def through_the_door(request: HttpRequest) -> HttpRequest:
    seen = []
    TypedTextMiddleware(lambda given: seen.append(given) or HttpResponse())(request)
    return seen[0]


def test_what_shows_nothing_makes_no_difference():
    """Zero-width spaces, fillers that count as letters, variation selectors, tags…"""
    unseen = set(INVISIBLE + FILLERS)
    assert set("\u00ad\u200b\u200e\u202c\u2060\ufeff\u3164\uffa0\ufe0f\U000e0041\U000e0100") <= unseen
    for invisible in unseen:
        assert clean_text(f"dup@exemple.fr{invisible}") == "dup@exemple.fr", f"U+{ord(invisible):04X}"


def test_accents_are_one_character_with_their_letter():
    assert clean_text(unicodedata.normalize("NFD", "Élodie Noël")) == "Élodie Noël"


def test_free_text_keeps_its_lines_spaces_and_joined_signs():
    text = "Une ligne\u00a0:\n\tdeux \u202f% et 👩\u200d🏫"
    assert clean_text(text) == text


@pytest.mark.parametrize("space", " \t\n\u00a0\u202f\u2003\u3000")
def test_a_name_has_single_spaces(space):
    assert one_line(f"{space}Anne{space}{space}Marie{space}") == "Anne Marie"


@pytest.mark.parametrize(
    "typed",
    [
        "552 100-554.00021",
        "５５２１００５５４０００２１",
        "552\u202f100\u00a0554 / 00021",
        "٥٥٢١٠٠٥٥٤٠٠٠٢١",
        "552\u2013100\u2011554\u221200021",
    ],
)
def test_figures_are_read_whatever_stands_between(typed):
    assert plain_figures(typed) == "55210055400021"


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_field_of_a_request_comes_in_one_writing(method):
    typed = {"nom": "E\u0301lodie\u200b", "texte": ["a\ufeff", "b"]}
    request = through_the_door(getattr(RequestFactory(), method)("/", typed))
    data = request.GET if method == "get" else request.POST
    assert (data["nom"], data.getlist("texte")) == ("Élodie", ["a", "b"])


def test_a_request_in_ascii_is_left_as_it_is():
    request = RequestFactory().post("/", {"nom": "Elodie"})
    given = request.POST
    assert through_the_door(request).POST is given


@pytest.mark.parametrize(("path", "data"), [("/a\0b", {}), ("/", {"a\0": "b"}), ("/", {"a": "b\0"})])
def test_a_nul_character_does_not_come_in(path, data):
    for request in (RequestFactory().post(path, data), RequestFactory().get(path, data)):
        with pytest.raises(SuspiciousOperation):
            through_the_door(request)
