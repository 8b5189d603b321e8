"""Facts that a page was shown with, compared with what they have become."""

from datetime import date
from types import SimpleNamespace

import pytest

from portal.base.errors import Stale
from portal.base.seen import as_texts, check_unchanged

FACTS = {"label": "Convention  A", "opens_on": date(2026, 2, 1), "closes_on": None, "delegated": True}


def test_facts_travel_as_texts():
    assert as_texts(FACTS) == {
        "label": "Convention A",
        "opens_on": "2026-02-01",
        "closes_on": "",
        "delegated": "True",
    }


def test_objects_travel_by_their_public_ids_whatever_their_order():
    places = [SimpleNamespace(public_id="b"), SimpleNamespace(public_id="a")]
    assert as_texts({"type": places[0], "sites": places}) == {"type": "b", "sites": "a,b"}


def test_what_is_as_it_was_shown_passes():
    check_unchanged(FACTS, as_texts(FACTS))


def test_who_was_shown_nothing_passes():
    check_unchanged(FACTS, None)


@pytest.mark.parametrize("seen", [{}, as_texts({**FACTS, "delegated": False}), as_texts({**FACTS, "more": 1})])
def test_what_has_changed_since_is_stale_and_says_what_it_is_now(seen):
    with pytest.raises(Stale) as stale:
        check_unchanged(FACTS, seen)
    assert stale.value.current == FACTS
