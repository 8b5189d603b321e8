"""Events of hundreds of acts are written at once, in their order, and never those of what was undone."""

import pytest
from django.db import transaction

from portal.accounts.lifecycle.events import CREATED
from portal.base.batches import batch_rows
from portal.journal.models import Entry
from portal.journal.sealing import seal_journal, verify_journal
from portal.journal.writer import log_event

pytestmark = pytest.mark.django_db


def say(number: int) -> None:
    log_event(CREATED, actor_id=None, about=("accounts.user", number), mode="lien")


def said() -> list[int]:
    return list(Entry.objects.order_by("pk").values_list("object_id", flat=True))


def test_they_are_written_at_the_end_in_their_order(django_assert_num_queries):
    with django_assert_num_queries(1), batch_rows():
        for number in (3, 1, 2):
            say(number)
    assert said() == [3, 1, 2]


def test_they_are_sealed_as_the_others():
    with batch_rows():
        say(1)
    say(2)
    seal_journal()
    assert list(verify_journal()) == []


def test_what_was_undone_is_not_told():
    with batch_rows():
        say(1)
        with pytest.raises(ValueError, match="no"), transaction.atomic(), batch_rows():
            say(2)
            raise ValueError("no")
        with batch_rows():
            say(3)
    assert said() == [1, 3]


def test_nothing_is_written_when_all_is_undone():
    with pytest.raises(ValueError, match="no"), batch_rows():
        say(1)
        raise ValueError("no")
    assert said() == []
    say(2)
    assert said() == [2]
