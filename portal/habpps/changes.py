"""What a change changes: the fields that differ are written, and the journal reads both values."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Model

from portal.base.formats import short_date

# Where the model's own name of a field is not French.
LABELS = {
    "type_code": "type",
    "nature_code": "nature",
    "opens_on": "date d'ouverture",
    "closes_on": "date de clôture",
    "separate_approver": "approbateur distinct demandé",
}


def apply_changes(obj: Model, values: dict[str, Any]) -> list[str]:
    """Writes those of `values` (field name -> value) that differ. Answers « nom : A devient B », one for each."""
    found = []
    for name, value in values.items():
        was = getattr(obj, name)
        if was != value:
            found.append(describe_difference(field_label(type(obj), name), was, value))
            setattr(obj, name, value)
    if found:
        obj.save(update_fields=list(values))
    return found


def field_label(model: type[Model], name: str) -> str:
    return LABELS.get(name) or str(getattr(model, name).field.verbose_name)


def describe_difference(label: str, was: Any, value: Any) -> str:
    return f"{label} : {format_value(was)} devient {format_value(value)}"


def format_value(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return short_date(value)
    return f"«\u00a0{value}\u00a0»" if value else "vide"
