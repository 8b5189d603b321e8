"""Events and mails of hundreds of acts are written at once, in their order, and never those of what was undone."""

import pytest
from django.db import transaction

from portal.accounts.lifecycle.events import CREATED
from portal.accounts.passwords.mails import PASSWORD_CHANGED_MAIL
from portal.base import clock
from portal.base.batches import batch_rows
from portal.journal.models import Entry
from portal.journal.sealing import seal_journal, verify_journal
from portal.journal.writer import log_event
from portal.mail.models import Letter
from portal.mail.outbox import queue_mail
from tests.factories.accounts import UserFactory

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


def test_what_a_row_points_to_comes_before_it(django_assert_num_queries):
    """A mail, then the letter that names it: two statements, and the letter knows its mail."""
    person = UserFactory()
    with django_assert_num_queries(2), batch_rows():
        for number in range(3):
            queue_mail(PASSWORD_CHANGED_MAIL, to=person, context={"at": clock.now()}, agreement_id=number)
    letters = list(Letter.objects.select_related("email").order_by("pk"))
    assert [letter.agreement_id for letter in letters] == [0, 1, 2]
    assert len({letter.email.pk for letter in letters}) == 3


def test_a_reminder_is_written_at_once_as_the_next_one_looks_for_it():
    person = UserFactory()
    with batch_rows():
        for _ in range(2):
            queue_mail(PASSWORD_CHANGED_MAIL, to=person, context={"at": clock.now()}, once="a")
    assert Letter.objects.count() == 1
