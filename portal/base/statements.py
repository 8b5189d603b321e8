"""SQL that Django writes once for each process.

Out of a deep condition, Django takes milliseconds to write a statement that the database answers in less than one. Such
a statement is written at its first use, with parameters in place of what changes from one use to the next.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import Expression, Field, QuerySet


class Parameter(Expression):
    """A place in a statement whose value is given by `name` when it is executed.

    It stands itself among the parameters. Django compares expressions by how they are made: the name tells two apart.
    """

    def __init__(self, name: str, output_field: Field):
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class Statement:
    """`build` makes a queryset of `values_list`, whose columns come as the driver gives them: texts, whole numbers."""

    def __init__(self, build: Callable[[], QuerySet]):
        self.build = build
        self.written: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def rows(self, **given: Any) -> list[tuple[Any, ...]]:
        """The rows, with a value for each parameter. KeyError for one that is missing."""
        sql, parameters = self._sql()
        values = [
            each.output_field.get_db_prep_value(given[each.name], connection) if isinstance(each, Parameter) else each
            for each in parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    def _sql(self) -> tuple[str, tuple[Any, ...]]:
        if connection.vendor not in self.written:
            self.written[connection.vendor] = self.build().query.sql_with_params()
        return self.written[connection.vendor]
