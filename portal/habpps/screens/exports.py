"""Any list as a file: two lines in its view, see `portal/ui/README.md`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from portal.base.statements import Found
from portal.habpps.models import Agreement
from portal.ui import exports
from portal.ui.tables import Column

from .actions import record_export
from .pages import PortalRequest

BATCH = 1000

Listed = Found | QuerySet[Any] | Sequence[Any]
Read = Callable[[Iterable[Any]], Iterable[Any]]


def exported(
    request: PortalRequest,
    title: str,
    columns: Sequence[Column],
    found: Listed,
    read: Read | None = None,
    *,
    count: int | None = None,
    agreement: Agreement | None = None,
) -> HttpResponse:
    """The file asked by « Exporter », journalled before it leaves; an unknown format gives a CSV.

    The caller has required the list's permission and scoped `found`. `read(batch)`: the rows of the file for each
    thousand of `found`. `count`: how many they are, when a thing found gives more than one.
    """
    if isinstance(found, Found):
        found = found.queryset
    asked = request.POST.get(exports.FORMAT, "")
    extension = asked if asked in exports.CONTENT_TYPES else exports.CSV
    if count is None:
        count = found.count() if isinstance(found, QuerySet) else len(found)
    content = exports.build(title, columns, read_in_batches(found, read), extension)
    record_export(actor=request.actor, listing=title, extension=extension, rows=count, agreement=agreement)
    return exports.Download(exports.file_name(title, extension, request.actor.today), content)


def read_in_batches(found: Listed, read: Read | None = None) -> Iterator[Any]:
    """Rows in order; of a queryset, never all in memory."""
    remaining = found.iterator(chunk_size=BATCH) if isinstance(found, QuerySet) else iter(found)
    while batch := list(islice(remaining, BATCH)):
        yield from read(batch) if read else batch
