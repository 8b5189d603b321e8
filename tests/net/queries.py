"""Counting queries: a page costs the same with one row and with twenty, and at most ten queries."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

MOST = 10
TRANSACTION = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK", "SET ")


def queries_of(work: Callable[[], object]) -> list[str]:
    """The SQL statements of `work`, without the transaction's own."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return [query["sql"] for query in captured if not query["sql"].startswith(TRANSACTION)]


@pytest.fixture
def count_queries(client) -> Callable[[str], int]:
    """`count_queries(url)`: queries of a GET by `client`, once the session's upkeep is done."""

    def count(url: str) -> int:
        assert client.get(url).status_code == 200
        return len(queries_of(lambda: client.get(url)))

    return count


@pytest.fixture
def same_queries(client) -> Callable[..., None]:
    """`same_queries(url, few, many)`: `few()` then `many()` make rows; the page must cost the same after each."""

    def check(url: str, few: Callable[[], object], many: Callable[[], object], most: int = MOST) -> None:
        few()
        assert client.get(url).status_code == 200
        first = queries_of(lambda: client.get(url))
        many()
        second = queries_of(lambda: client.get(url))
        more = "\n".join(second)
        assert len(second) == len(first), f"{len(first)} queries with few rows, {len(second)} with many:\n{more}"
        assert len(second) <= most, f"{len(second)} queries, at most {most} allowed:\n{more}"

    return check
