"""Every statement finds what the queryset that it was written from would find today, in every test.

A statement that read the clock, a setting or the request when its SQL was written would go on with what it read.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model

from portal.base.statements import Found


@pytest.fixture(autouse=True, scope="session")
def statements_agree_with_querysets() -> Iterator[None]:
    read, cut, count = Found.__iter__, Found.__getitem__, Found.count

    def read_and_compare(found: Found) -> Iterator[Any]:
        rows = list(read(found))
        compare(found, rows, lambda: list(found.queryset))
        return iter(rows)

    def cut_and_compare(found: Found, part: slice) -> list[Any]:
        rows = cut(found, part)
        compare(found, rows, lambda: list(found.queryset[part]))
        return rows

    def count_and_compare(found: Found) -> int:
        number = count(found)
        compare(found, [number], lambda: [found.queryset.count()])
        return number

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Found, "__iter__", read_and_compare)
        patch.setattr(Found, "__getitem__", cut_and_compare)
        patch.setattr(Found, "count", count_and_compare)
        yield


def compare(found: Found, rows: list[Any], expected: Callable[[], list[Any]]) -> None:
    if threading.current_thread() is not threading.main_thread():
        return  # somebody else may write between the two
    with uncounted():
        wanted = [key_of(each) for each in expected()]
    got = [key_of(each) for each in rows]
    same = got == wanted if found.queryset.ordered else Counter(got) == Counter(wanted)
    assert same, f"{found}: the statement found {got}, its queryset {wanted}"


def key_of(row: Any) -> Any:
    """What tells rows apart: an object's key and what was read with it, else the values."""
    if isinstance(row, Model):
        return (
            type(row),
            row.pk,
            repr(sorted((name, str(value)) for name, value in vars(row).items() if name[0] != "_")),
        )
    return repr(row)


@contextmanager
def uncounted() -> Iterator[None]:
    """Queries that no test counts."""
    counted, connection.force_debug_cursor = connection.force_debug_cursor, False
    try:
        yield
    finally:
        connection.force_debug_cursor = counted
