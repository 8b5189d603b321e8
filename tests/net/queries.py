"""Counting queries: a page costs the same with one row and with twenty, and at most ten queries."""

from collections.abc import Callable, Sequence
from functools import partial

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
    """`same_queries(url, few, many)`: `few()` then `many()` make rows; the page must cost the same after each.

    Several addresses are asked with the same rows.
    """

    def check(
        url: str | Sequence[str], few: Callable[[], object], many: Callable[[], object], most: int = MOST
    ) -> None:
        urls = [url] if isinstance(url, str) else url
        few()
        assert {each: client.get(each).status_code for each in urls} == dict.fromkeys(urls, 200)
        first = {each: queries_of(partial(client.get, each)) for each in urls}
        many()
        second = {each: queries_of(partial(client.get, each)) for each in urls}
        wrong = [
            f"{each}: {len(first[each])} queries with few rows, {len(second[each])} with many, at most {most}:\n"
            + "\n".join(second[each])
            for each in urls
            if len(second[each]) != len(first[each]) or len(second[each]) > most
        ]
        assert not wrong, "\n".join(wrong)

    return check
