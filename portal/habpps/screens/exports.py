"""Any list as a file: three lines in its view, see `portal/ui/README.md`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect

from portal.base.formats import number
from portal.habpps.models import Agreement
from portal.ui import exports
from portal.ui.tables import Column

from .actions import record_export
from .pages import PortalRequest

BATCH = 1000


def exported(
    request: PortalRequest,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Any],
    *,
    agreement: Agreement | None = None,
) -> HttpResponse:
    """The file asked by « Exporter », journalled. The caller has required the list's permission and scoped `rows`.

    An unknown format gives a CSV; too many rows for an office format lead back to the list, which says so.
    """
    asked = request.POST.get(exports.FORMAT, "")
    extension = asked if asked in exports.CONTENT_TYPES else exports.CSV
    found = rows.iterator(chunk_size=BATCH) if isinstance(rows, QuerySet) else rows
    try:
        file = exports.build(title, columns, found, extension, request.actor.today)
    except exports.TooManyRows:
        most = number(exports.OFFICE_ROWS)
        messages.error(request, f"Un classeur contient au plus {most} lignes. Choisissez CSV, ou affinez la recherche.")
        return redirect(request.get_full_path())
    record_export(actor=request.actor, listing=title, extension=extension, rows=file.rows, agreement=agreement)
    return exports.answer(file)


def in_batches(rows: QuerySet[Any], read: Callable[[Iterable[Any]], Iterable[Any]]) -> Iterator[Any]:
    """Rows that are prepared many at a time: `read(batch)` for each thousand."""
    remaining = rows.iterator(chunk_size=BATCH)
    while batch := list(islice(remaining, BATCH)):
        yield from read(batch)
