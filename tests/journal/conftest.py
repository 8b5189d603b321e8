"""Kinds of events of the tests' own, entries of any age, and the hand of somebody who owns the database."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from portal.journal import kinds
from portal.journal.kinds import BUSINESS, SECURITY, EventKind
from portal.journal.models import Entry
from portal.journal.writer import log_event

TRIGGERS = ("update", "delete", "truncate")
DONE = EventKind("tests.done", BUSINESS, "a fait {what}", ("what",))
TRIED = EventKind("tests.tried", SECURITY, "a essayé")


@pytest.fixture(autouse=True)
def own_kinds(monkeypatch) -> None:
    """Two kinds, one per store, beside those of the rooms."""
    monkeypatch.setattr(kinds, "REGISTRY", {**kinds.REGISTRY})
    monkeypatch.setattr(kinds, "WORDS", {**kinds.WORDS})
    monkeypatch.setattr("portal.journal.writer.REGISTRY", kinds.REGISTRY)
    kinds.declare_events(DONE, TRIED)


@pytest.fixture
def ago(monkeypatch) -> Callable[..., None]:
    """`ago(days=400)` sets the clock back, `ago()` gives the present again."""
    real = timezone.now

    def travel(**back: float) -> None:
        monkeypatch.setattr(timezone, "now", lambda: real() - timedelta(**back))

    return travel


@pytest.fixture
def write(ago) -> Callable[..., list[Entry]]:
    """`write(3, store="SECURITY", days=400)`: that many events, that old (an hour without a word)."""

    def written(count: int = 1, store: str = BUSINESS, **back: float) -> list[Entry]:
        ago(**(back or {"hours": 1}))
        with transaction.atomic():
            if store == BUSINESS:
                entries = [
                    log_event(DONE, actor_id=7, caf_id=3, about=("tests.x", n), what=f"n{n}") for n in range(count)
                ]
            else:
                entries = [log_event(TRIED, actor_id=7) for _ in range(count)]
        ago()
        return entries

    return written


@pytest.fixture
def tamper(db) -> Callable[..., None]:
    """`tamper(sql, parameters)`: as the database's owner would, with the triggers gone."""

    def run(sql: str, parameters: tuple = ()) -> None:
        on = "" if connection.vendor == "sqlite" else " ON {table}"
        with connection.cursor() as cursor:
            for table in ("journal_entry", "journal_seal"):
                for event in TRIGGERS if on else TRIGGERS[:2]:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}{on.format(table=table)}")
            cursor.execute(sql, parameters)

    return run
