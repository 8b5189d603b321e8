"""SQL that Django writes once for each process.

Out of a deep condition, Django takes milliseconds to write a statement that the database answers in less than one. Such
a statement is written at its first use, with parameters in place of what changes from one use to the next.

    @Statement
    def members_of(group: Any, day: Any) -> QuerySet[Grant]:
        return Grant.objects.filter(standing_on(day), group_id=group).order_by("id")

    members_of.found(group=7, day=today)

The function is called with parameters instead of values, once for each shape of what is given: it reads neither the
clock, nor settings, nor the request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from functools import cached_property, partial
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError

from .parameters import Given, Parameter, Values

MOST_SHAPES = 64  # kept for one statement


class Statement:
    """A function that makes a queryset, and the SQL of that queryset.

    What is given by name becomes a parameter: a day, a number, a text, an object (its key), a list of them, a condition
    that compares fields with such values. What is given by position (a sort key…), None, True and False shape the
    statement: the function gets them as they are. Where a condition holds anything else (a subquery, « startswith »), the
    SQL is written anew.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]):
        self.build = build
        self.written: dict[Any, Written] = {}

    def found(self, *shaping: Any, **values: Any) -> Found:
        """What the queryset would give, which `Paginator` can cut too."""
        return Found(self, shaping, values)

    def rows(self, *shaping: Any, **values: Any) -> list[tuple[Any, ...]]:
        """The rows of a queryset of `values_list`, as the driver gives them: texts, whole numbers."""
        written, given = self.written_for(shaping, values)
        return written.raw_rows(given)

    def written_for(self, shaping: tuple[Any, ...], values: dict[str, Any]) -> tuple[Written, Values]:
        """The SQL, and the values of its parameters."""
        given = Given.of(values)
        if given is None:
            return Written(self.build(*shaping, **values)), {}
        key = connection.vendor, shaping, given.shape
        written = self.written.get(key)
        if written is None:
            if len(self.written) >= MOST_SHAPES:
                self.written.clear()
            written = self.written[key] = Written(self.build(*shaping, **given.placeholders))
        return written, given.values


class Written:
    """The SQL of one queryset, in which parameters stand for values."""

    def __init__(self, queryset: QuerySet[Any, Any]):
        self.queryset = queryset

    @cached_property
    def sql(self) -> tuple[Any, str, tuple[Any, ...]] | None:
        """The compiler that reads the rows, its SQL, its parameters; None when there can be no rows.

        Django notes things in a query while it writes: each thread that comes first has its own copy.
        """
        compiler = self.queryset.all().query.get_compiler(connection.alias)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            return None
        compiler.connection = None  # that of this thread, which may end before the process
        return compiler, sql, tuple(parameters)

    @cached_property
    def counting(self) -> Written:
        """The same rows, of which nothing is read."""
        rows, query = self.queryset.order_by(), self.queryset.query
        plain = not (query.distinct or query.group_by or query.combinator or query.is_sliced)
        return Written(rows.values("pk") if plain else rows)

    def raw_rows(self, values: Values, selecting: str = "") -> list[tuple[Any, ...]]:
        """As the driver gives them. `selecting`: what is asked of the rows in their place (« SELECT COUNT(*) »)."""
        if self.sql is None:
            return []
        _, sql, parameters = self.sql
        with connection.cursor() as cursor:
            cursor.execute(f"{selecting} FROM ({sql}) found" if selecting else sql, bound(parameters, values))
            return cursor.fetchall()

    def read(self, values: Values, after: str = "") -> list[Any]:
        """Django executes the statement and makes objects, with what they prefetch."""
        if self.sql is None:
            return []
        if self.queryset.query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError("rows are locked in a transaction")
        compiler, sql, parameters = self.sql
        compiler = copy(compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_, **__: (f"{sql}{after}", tuple(bound(parameters, values)))
        rows = self.queryset.all()
        rows.query.get_compiler = lambda *_, **__: compiler
        return list(rows)


def bound(parameters: tuple[Any, ...], values: Values) -> list[Any]:
    """KeyError for a value that is missing."""
    return [each.value_in(values, connection) if isinstance(each, Parameter) else each for each in parameters]


class Found:
    """The rows of a statement with its values, read each time that they are asked for."""

    def __init__(self, statement: Statement, shaping: tuple[Any, ...], given: dict[str, Any]):
        self._written, self._values = statement.written_for(shaping, given)
        self._build = partial(statement.build, *shaping, **given)

    @property
    def queryset(self) -> QuerySet[Any, Any]:
        """The same rows, to be narrowed further or read bit by bit."""
        return self._build()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._written.read(self._values))

    def __getitem__(self, part: slice) -> list[Any]:
        first = part.start or 0
        return self._written.read(self._values, f" LIMIT {part.stop - first:d} OFFSET {first:d}")

    def count(self) -> int:
        rows = self._written.counting.raw_rows(self._values, "SELECT COUNT(*)")
        return rows[0][0] if rows else 0

    def count_each(self, *names: str) -> dict[str, int]:
        """How many rows say yes to each of these columns, by one statement."""
        columns = ", ".join(f'COUNT(CASE WHEN "{name}" THEN 1 END)' for name in names)
        rows = self._written.raw_rows(self._values, f"SELECT {columns}")
        return dict(zip(names, rows[0] if rows else [0] * len(names), strict=True))
