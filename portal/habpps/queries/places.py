"""Where a role may be given in a convention."""

from __future__ import annotations

from datetime import date

from ..models import Activity, Agreement


def open_activities(agreement: Agreement, today: date) -> list[Activity]:
    """Those that are not over."""
    return list(agreement.activities.exclude(closes_on__lt=today).order_by("name", "id"))
