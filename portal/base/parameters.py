"""What stands in a statement for values that are given at each use."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    DateTimeField,
    Expression,
    Field,
    Model,
    Q,
    TextField,
)

KINDS = ((datetime, DateTimeField()), (date, DateField()), (int, BigIntegerField()), (str, CharField()))
SEARCHING = "folded_contains"
COMPARING = frozenset({"exact", "in", "gt", "gte", "lt", "lte"})
Name = str | tuple[str, int]
Values = dict[Name, Any]


@cache
def other_lookups() -> frozenset[str]:
    """Those whose SQL depends on the value, or on how it is written: « contains », « year »…"""
    named = {*CharField.get_lookups(), *TextField.get_lookups(), *DateTimeField.get_lookups()}
    return frozenset(named - COMPARING - {"isnull"})


class Parameter(Expression):
    """A place in a statement whose value is given by `name` when it is executed.

    It stands itself among the parameters. Django compares expressions by how they are made: the name tells two apart.
    """

    def __init__(self, name: Name, output_field: Field):
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def value_in(self, values: Values, connection: Any) -> Any:
        return self.output_field.get_db_prep_value(values[self.name], connection)


class PartOfText(Parameter):
    """What `__folded_contains` searches."""

    def value_in(self, values: Values, connection: Any) -> Any:
        return f"%{connection.ops.prep_for_like_query(values[self.name])}%"


class ParameterList(Expression):
    """Several values, for `in`: the first is named `(name, 0)`."""

    def __init__(self, name: str, length: int, output_field: Field):
        super().__init__(output_field=output_field)
        self.name, self.length = name, length

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        each = [Parameter((self.name, number), self.output_field) for number in range(self.length)]
        return f"({', '.join(['%s'] * self.length)})", each


class Unwritable(Exception):
    """A condition that no parameter can stand in."""


@dataclass
class Given:
    """Values given by name. `shape`: what the SQL depends on; `placeholders`: what stands for them in a queryset."""

    shape: tuple[Hashable, ...] = ()
    placeholders: dict[str, Any] = field(default_factory=dict)
    values: Values = field(default_factory=dict)

    @classmethod
    def of(cls, values: dict[str, Any]) -> Given | None:
        """None where the SQL depends on one of the values."""
        given = cls()
        try:
            shapes = []
            for name, value in values.items():
                shape, given.placeholders[name] = given._place(name, value)
                shapes.append((name, shape))
        except Unwritable:
            return None
        given.shape = tuple(shapes)
        return given

    def _place(self, name: str, value: Any) -> tuple[Hashable, Any]:
        if value is None or isinstance(value, bool):
            return str(value), value
        if isinstance(value, Q):
            return self._condition(name, value)
        if isinstance(value, (list, tuple, set, frozenset)):
            return self._several(name, list(value))
        return self._one(name, value)

    def _one(self, name: Name, value: Any) -> tuple[Hashable, Parameter]:
        if isinstance(value, Model):
            value = value.pk
        for kind, field_of_kind in KINDS:
            if isinstance(value, kind):
                self.values[name] = value
                return kind, Parameter(name, field_of_kind)
        raise Unwritable

    def _several(self, name: str, values: list[Any]) -> tuple[Hashable, Any]:
        """As many as a power of two, the last one repeated: one statement serves lists of almost one length."""
        if not values:
            return "empty", []
        length = 1 << (len(values) - 1).bit_length()
        for number, value in enumerate([*values, *[values[-1]] * (length - len(values))]):
            kind, parameter = self._one((name, number), value)
        return (kind, length), ParameterList(name, length, parameter.output_field)

    def _condition(self, name: str, condition: Q) -> tuple[Hashable, Q]:
        shapes: list[Hashable] = [condition.connector, condition.negated]
        children: list[Any] = []
        for number, child in enumerate(condition.children):
            inner = f"{name}.{number}"
            if isinstance(child, Q):
                shape, placed = self._condition(inner, child)
            elif isinstance(child, tuple):
                shape, placed = self._comparison(inner, *child)
            else:
                raise Unwritable
            shapes.append(shape)
            children.append(placed)
        return tuple(shapes), Q.create(children, condition.connector, condition.negated)

    def _comparison(self, name: str, lookup: str, value: Any) -> tuple[Hashable, Any]:
        ending = lookup.rpartition("__")[2]
        if ending == SEARCHING and isinstance(value, str):
            self.values[name] = value
            return lookup, (lookup, PartOfText(name, CharField()))
        if ending in other_lookups() or isinstance(value, Q):
            raise Unwritable
        shape, placed = self._place(name, value)
        return (lookup, shape), (lookup, placed)
