"""Rows that no one ordered come in any order: here they really do, so that no test leans on luck."""

import random
from collections.abc import Iterator

import pytest
from django.db.models import QuerySet


@pytest.fixture(autouse=True, scope="session")
def shuffled_when_unordered() -> Iterator[None]:
    """Evaluating a queryset without an order shuffles its rows (pytest-randomly's seed makes it repeatable)."""
    fetch = QuerySet._fetch_all

    def fetch_and_shuffle(queryset: QuerySet) -> None:
        fresh = queryset._result_cache is None
        fetch(queryset)
        if fresh and not queryset.ordered and len(queryset._result_cache) > 1:
            random.shuffle(queryset._result_cache)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuerySet, "_fetch_all", fetch_and_shuffle)
        yield
