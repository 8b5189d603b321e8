"""SQL that Django writes once for each process.

Out of a deep condition, Django takes milliseconds to write a statement that the database answers in less than one. Such
a statement is written at its first use, with parameters in place of what changes from one use to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection
from django.db.models import Expression, Field, QuerySet


class Parameter(Expression):
    """A place in a statement whose value is given when it is executed: it stands itself among the parameters."""

    def __init__(self, output_field: Field):
        super().__init__(output_field=output_field)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class Statement:
    """`build` makes a queryset of `values_list`, whose columns come as the driver gives them: texts, whole numbers."""

    def __init__(self, build: Callable[[], QuerySet]):
        self.build = build
        self.written: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def rows(self, given: Mapping[Parameter, Any]) -> list[tuple[Any, ...]]:
        """The rows, with a value for each parameter."""
        sql, parameters = self._sql()
        ready = {each: each.output_field.get_db_prep_value(value, connection) for each, value in given.items()}
        values = [ready[each] if isinstance(each, Parameter) else each for each in parameters]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    def _sql(self) -> tuple[str, tuple[Any, ...]]:
        if connection.vendor not in self.written:
            self.written[connection.vendor] = self.build().query.sql_with_params()
        return self.written[connection.vendor]
