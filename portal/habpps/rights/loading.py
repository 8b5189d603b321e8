"""The one query of every request: the grants of a person that count today.

Django takes seven milliseconds to write its SQL out of `effective_on`, SQLite and PostgreSQL under one to answer: it
is written once for each process, and only the person and the day change.
"""

from datetime import date
from functools import cache
from typing import Any

from django.db import connection

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
# They stand in the statement for the day and the person.
SOME_DAY, NOBODY = date(1, 2, 3), -1


def effective_rows(user_id: int, today: date) -> list[tuple[Any, ...]]:
    """The columns `COLUMNS` of each grant that is effective today, in the order of their making."""
    sql, parameters = _statement(connection.vendor)
    given = {_as_parameter(SOME_DAY): _as_parameter(today), NOBODY: user_id}
    with connection.cursor() as cursor:
        cursor.execute(sql, [given.get(parameter, parameter) for parameter in parameters])
        return cursor.fetchall()


@cache
def _statement(vendor: str) -> tuple[str, tuple[Any, ...]]:
    grants = Grant.objects.filter(effective_on(SOME_DAY), user_id=NOBODY).order_by("id").values_list(*COLUMNS)
    return grants.query.sql_with_params()


def _as_parameter(day: date) -> Any:
    return connection.ops.adapt_datefield_value(day)
