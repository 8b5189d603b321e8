"""New rows written together: for hundreds of acts in one transaction, by few statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models

AT_ONCE = 500

# The rows of `batch_rows`, not written yet; None outside of it.
_waiting: ContextVar[list[models.Model] | None] = ContextVar("waiting", default=None)


def write_row(row: models.Model) -> None:
    """Write a new row, now or at the end of the block of `batch_rows`: for rows that nothing reads before, as they have
    no primary key until then, and no query finds them."""
    waiting = _waiting.get()
    if waiting is None:
        row.save(force_insert=True)
    else:
        waiting.append(row)


@contextmanager
def batch_rows() -> Iterator[None]:
    """Write the rows of `write_row` at the end of the block: each model's in their order, the models in the order of
    their first row, so that what a row points to comes before it. An inner block that raises writes none of its rows, as
    its savepoint is rolled back.
    """
    outer, own = _waiting.get(), list[models.Model]()
    token = _waiting.set(own)
    try:
        yield
    finally:
        _waiting.reset(token)
    if outer is None:
        _write(own)
    else:
        outer.extend(own)


def _write(rows: list[models.Model]) -> None:
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for model, found in by_model.items():
        models.QuerySet(model).bulk_create(found, batch_size=AT_ONCE)
