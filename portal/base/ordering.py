"""Where rows without a value stand in an order: SQLite puts them first, PostgreSQL last."""

from collections.abc import Mapping

from django.db.models import F
from django.db.models.expressions import OrderBy


def empty_last(name: str) -> OrderBy:
    """For `order_by`: the field, descending with « - » in front; rows without a value come after all others."""
    field = F(name.removeprefix("-"))
    return field.desc(nulls_last=True) if name.startswith("-") else field.asc(nulls_last=True)


def sorted_by(asked: str, fields: Mapping[str, str]) -> OrderBy:
    """For `order_by`: what a list's sort key (« fin », « -fin ») stands for in `fields`; KeyError for another key."""
    field = fields[asked.removeprefix("-")]
    return empty_last(f"-{field}" if asked.startswith("-") else field)
