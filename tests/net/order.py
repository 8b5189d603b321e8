"""Rows come in an order that somebody chose, the same on both engines; where nobody chose, in any order."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import QuerySet
from django.db.models.expressions import Col, OrderBy
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.constants import LOUTER


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


@pytest.fixture(autouse=True, scope="session")
def told_where_empty_values_stand() -> Iterator[None]:
    """Ordering by what may be empty says whether empty comes first or last: SQLite and PostgreSQL differ."""
    order_of = SQLCompiler.get_order_by

    def get_order_by(compiler: SQLCompiler) -> Any:
        found = order_of(compiler)
        vague = [str(order) for order, _ in found if isinstance(order, OrderBy) and is_vague(order, compiler)]
        assert not vague, f"where do empty values stand? {', '.join(vague)}: use portal.base.ordering"
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLCompiler, "get_order_by", get_order_by)
        yield


def is_vague(order: OrderBy, compiler: SQLCompiler) -> bool:
    """The column may hold NULL, or its whole row may be missing, and nothing says where that stands."""
    column = order.expression
    if order.nulls_first or order.nulls_last or not isinstance(column, Col):
        return False
    if not column.target.model.__module__.startswith("portal."):
        return False  # a package's own queries
    table = compiler.query.alias_map.get(column.alias)
    return column.target.null or getattr(table, "join_type", None) == LOUTER
