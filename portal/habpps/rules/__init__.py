"""Decisions without a database: actions gather the facts under the lock, ask here, and write."""

from .agreements import may_change, may_close, may_validate, missing_for_validation
from .amendments import change_day, cut, first_day_alone, may_cancel, may_refuse, may_request, may_sign
from .measures import (
    OVER_ONE_PERSON,
    may_force_password,
    may_lift,
    may_measure_agreement,
    may_measure_person,
    reason_is_told,
)
from .rights import (
    NOT_ONESELF,
    TWO_ADMINISTRATORS,
    Fitted,
    Period,
    administrators_warning,
    fit,
    may_end_grant,
    may_grant,
    vacant_roles,
)

__all__ = [
    "NOT_ONESELF",
    "OVER_ONE_PERSON",
    "TWO_ADMINISTRATORS",
    "Fitted",
    "Period",
    "administrators_warning",
    "change_day",
    "cut",
    "first_day_alone",
    "fit",
    "may_cancel",
    "may_change",
    "may_close",
    "may_end_grant",
    "may_force_password",
    "may_grant",
    "may_lift",
    "may_measure_agreement",
    "may_measure_person",
    "may_refuse",
    "may_request",
    "may_sign",
    "may_validate",
    "missing_for_validation",
    "reason_is_told",
    "vacant_roles",
]
