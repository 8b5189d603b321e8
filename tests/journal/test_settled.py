"""A transaction draws its ids when it writes, and shows its rows when it commits: nothing is sealed past one under way."""

from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection, connections, transaction

from portal.journal import sealing
from portal.journal.models import Entry, Seal
from portal.journal.sealing import seal_journal, verify_journal
from portal.journal.settled import settled_id
from portal.journal.writer import log_event

from .conftest import TRIED

pytestmark = [pytest.mark.engine, pytest.mark.django_db(transaction=True)]


class SlowWriter(Thread):
    """Writes one event on a connection of its own, and commits when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.wrote, self.may_commit = Event(), Event()

    def run(self) -> None:
        try:
            with transaction.atomic():
                log_event(TRIED, actor_id=1)
                self.wrote.set()
                assert self.may_commit.wait(20)
        finally:
            connections.close_all()


def write_one(actor_id: int) -> None:
    with transaction.atomic():
        log_event(TRIED, actor_id=actor_id)


def test_what_a_transaction_under_way_will_bring_is_not_sealed_past(monkeypatch):
    monkeypatch.setattr(sealing, "settled_id", lambda: settled_id(wait=timedelta(0)))
    slow = SlowWriter()
    slow.start()
    assert slow.wrote.wait(20)
    if connection.vendor == "postgresql":  # on SQLite, the second writer would wait for the first
        write_one(2)
    sealed_meanwhile = seal_journal()
    slow.may_commit.set()
    slow.join(20)
    write_one(3)
    assert (sealed_meanwhile, seal_journal()) == (0, 1)
    assert Seal.objects.get().count == Entry.objects.count()
    assert list(verify_journal()) == []


def test_a_writer_that_ends_in_time_is_waited_for():
    write_one(2)
    slow = SlowWriter()
    slow.start()
    assert slow.wrote.wait(20)
    slow.may_commit.set()
    assert seal_journal() == 1
    slow.join(20)
    assert Seal.objects.get().first_id == Entry.objects.order_by("pk").first().pk
