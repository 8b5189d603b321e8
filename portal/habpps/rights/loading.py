"""The one query of every request: the grants of a person that count today.

Django takes seven milliseconds to write its SQL out of `effective_on`, SQLite and PostgreSQL under one to answer: it is
written once for each process, with parameters in place of the person and the day.
"""

from datetime import date
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, DateField, Expression, Field

from ..models import Grant
from .effective import effective_on

COLUMNS = (
    "id",
    "role",
    "caf_id",
    "agreement__caf_id",
    "agreement_id",
    "activity_id",
    "site_id",
    "agreement__contract__delegated",
    "caf__name",
    "agreement__partner__name",
    "caf__public_id",
    "agreement__partner__public_id",
)


class Parameter(Expression):
    """A place in a statement whose value is given when it is executed: it stands itself among the parameters."""

    def __init__(self, output_field: Field):
        super().__init__(output_field=output_field)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


DAY, PERSON = Parameter(DateField()), Parameter(BigIntegerField())


def effective_rows(user_id: int, today: date) -> list[tuple[Any, ...]]:
    """The columns `COLUMNS` of each grant that is effective today, in the order of their making."""
    sql, parameters = _statement(connection.vendor)
    given = {DAY: connection.ops.adapt_datefield_value(today), PERSON: user_id}
    values = [given[each] if isinstance(each, Parameter) else each for each in parameters]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@cache
def _statement(vendor: str) -> tuple[str, tuple[Any, ...]]:
    grants = Grant.objects.filter(effective_on(DAY), user_id=PERSON).order_by("id").values_list(*COLUMNS)
    return grants.query.sql_with_params()
