"""Where an object lies: the lookup paths from a model to its Caf, convention, activity and sites.

Each room registers its models once; `visible` makes SQL of the paths, `can` walks them on one object.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Model
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor, ReverseManyToOneDescriptor


@dataclass(frozen=True)
class Paths:
    """Django lookup paths, each ending on a primary key; "" where the model has no such place."""

    caf: str = ""
    agreement: str = ""
    activity: str = ""
    site: str = ""


REGISTRY: dict[type[Model], Paths] = {}


def register(model: type[Model], **paths: str) -> None:
    REGISTRY[model] = Paths(**paths)


def paths_of(model: type[Model]) -> Paths:
    return REGISTRY[model]


@cache
def is_many_valued(model: type[Model], path: str) -> bool:
    """Does the path lead from one object to several?"""
    for step in path.split("__"):
        relation = getattr(model, step)
        if isinstance(relation, ReverseManyToOneDescriptor):  # of which many-to-many's is a kind
            return True
        if isinstance(relation, ForwardManyToOneDescriptor):
            model = relation.field.related_model
    return False


def keys(obj: Any, path: str) -> frozenset[int]:
    """The primary keys that a path reaches from an object; several where it crosses a many-valued relation."""
    targets = [obj]
    for step in path.split("__"):
        reached: list[Any] = []
        for target in targets:
            if isinstance(target, int) or target is None:
                reached.append(target)
                continue
            # `agreement__pk` needs no query where `agreement_id` is at hand.
            value = getattr(target, step)
            reached.extend(value.all() if hasattr(value, "all") else [value])
        targets = reached
    return frozenset(getattr(target, "pk", target) for target in targets if target is not None)
