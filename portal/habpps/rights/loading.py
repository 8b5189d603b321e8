"""The one query of every request: the grants of a person that count today."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from portal.base.statements import Statement

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
    "agreement__public_id",
    "agreement__caf__name",
)


@Statement
def effective_grants(day: Any, person: Any) -> QuerySet[Grant, Any]:
    return Grant.objects.filter(effective_on(day), user_id=person).order_by("id").values_list(*COLUMNS)


def effective_rows(user_id: int, today: date) -> list[tuple[Any, ...]]:
    """The columns `COLUMNS` of each grant that is effective today, in the order of their making."""
    return effective_grants.rows(day=today, person=user_id)
