"""Only declared events are written, whole, and never changed again."""

import pytest
from django.db import DatabaseError, connection, transaction

from portal.journal.kinds import BUSINESS, EventKind, declare_events, declare_words, word_for
from portal.journal.models import Entry
from portal.journal.writer import UnknownEvent, entry_digest, log_event

from .conftest import DONE, TRIED

pytestmark = [pytest.mark.engine, pytest.mark.django_db]


def test_an_event_says_who_what_and_about_what():
    entry = log_event(DONE, actor_id=7, caf_id=3, agreement_id=8, about=("tests.x", 12), what="cela")
    entry.refresh_from_db()
    assert (entry.store, entry.actor_id, entry.caf_id, entry.agreement_id) == (BUSINESS, 7, 3, 8)
    assert (entry.object_type, entry.object_id, entry.facts) == ("tests.x", 12, {"what": "cela"})
    assert entry.digest == entry_digest(entry)


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (EventKind("tests.done", BUSINESS, "a fait {what}", ("what",)), {"what": "cela"}),
        (DONE, {}),
        (DONE, {"what": "cela", "more": 1}),
        (DONE, {"whom": "cela"}),
        (TRIED, {"what": "cela"}),
    ],
)
def test_an_undeclared_kind_or_fact_is_not_written(kind, facts):
    with pytest.raises(UnknownEvent):
        log_event(kind, actor_id=1, **facts)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written():
    with pytest.raises(RuntimeError):
        log_event(TRIED, actor_id=1)
    assert not Entry.objects.exists()


def test_it_goes_with_its_transaction():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        log_event(TRIED, actor_id=1)
        raise ZeroDivisionError
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal_entry SET actor_id = 8",
        "DELETE FROM journal_entry",
        "UPDATE journal_entry SET digest = digest",
    ],
)
def test_sql_changes_nothing(write, sql):
    write()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Entry.objects.get().actor_id == 7


def test_a_kind_is_declared_once():
    with pytest.raises(ValueError, match="twice"):
        declare_events(EventKind("tests.done", BUSINESS, "encore"))


def test_a_code_has_one_meaning():
    declare_words({"tests.code": "un mot"})
    declare_words({"tests.code": "un mot"})
    assert word_for("tests.code") == "un mot"
    assert word_for("tests.unknown") == "tests.unknown"
    with pytest.raises(ValueError, match=r"tests\.code"):
        declare_words({"tests.code": "un autre"})


def test_a_sentence_speaks_of_declared_facts_only():
    with pytest.raises(KeyError):
        declare_events(EventKind("tests.other", BUSINESS, "a fait {what}"))
