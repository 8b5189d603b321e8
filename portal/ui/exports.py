"""A list as a file: CSV, ODS or XLSX, with the columns of the screen and cells that stay dates and figures.

A CSV is made while it is sent; an office file is made on disk, row by row, then sent (see `workbooks`). In a CSV, text
that a spreadsheet would take for a formula has an apostrophe in front (norm 12); the cells of an office file say that
they are text, and « +33 1 23 45 67 89 » stays what it is.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import IO, Any

from django.http import FileResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from portal.base.formats import short_date
from portal.base.typed import FORMULA

from .tables import Column
from .workbooks.sheets import Sheet, Value
from .workbooks.writing import write_workbook

FORMAT = "format"  # the name under which the buttons above a table post what is asked
CSV = "csv"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
CSV_ROWS = 200  # sent at a time

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # no office format can hold them
BYTE_ORDER_MARK = "\ufeff"  # without it, common spreadsheets read a CSV in another alphabet

Content = IO[bytes] | Iterator[bytes]


class Download(FileResponse):
    """An attachment that no cache keeps. `content`: an open file, closed after it is sent, or pieces made on the way."""

    block_size = 65_536

    def __init__(self, name: str, content: Content):
        super().__init__(content, content_type=CONTENT_TYPES[name.rpartition(".")[2]])
        self["Content-Disposition"] = content_disposition_header(True, name)
        self["Cache-Control"] = "no-store"
        self["X-Content-Type-Options"] = "nosniff"


def file_name(title: str, extension: str, day: date) -> str:
    return f"{slugify(title)}-{day.isoformat()}.{extension}"


def build(title: str, columns: Sequence[Column], rows: Iterable[Any], extension: str) -> Content:
    """The content of a list's file. `rows`: dicts or objects; each column says by `Column.value` what it takes from
    one, and columns without are left out. A CSV reads `rows` as it is sent. KeyError for an unknown format.
    """
    kept = [column for column in columns if column.value is not None]
    headings = [column.label for column in kept]
    values = [column.value for column in kept]
    if extension == CSV:
        return csv_pieces(
            [safe(heading) for heading in headings],
            ([as_text(value_of(row, value)) for value in values] for row in rows),
        )
    cells = ([typed(value_of(row, value)) for value in values] for row in rows)
    return write_workbook(extension, [Sheet(sheet_name(title), headings, cells)])


def csv_pieces(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """As French spreadsheets read it: semicolons, and a byte order mark."""
    lines = csv.writer(_Lines(), delimiter=";")
    written = map(lines.writerow, chain([headings], rows))
    yield BYTE_ORDER_MARK.encode()
    while piece := "".join(islice(written, CSV_ROWS)):
        yield piece.encode()


class _Lines:
    """The file that `csv.writer` asks for: `writerow` returns what this `write` does, the line itself."""

    def write(self, line: str) -> str:
        return line


def sheet_name(title: str) -> str:
    """At most 31 characters, without those that spreadsheets refuse in the name of a sheet."""
    return re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip() or "Liste"


def value_of(row: Any, value: str | Callable[[Any], Any] | None) -> Any:
    if callable(value):
        return value(row)
    return row[value] if isinstance(row, dict) else getattr(row, value or "")


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula in a CSV, where no cell says what it is."""
    if text[:1] in {"\t", "\r", "\n"} or text.lstrip()[:1] in FORMULA:
        return f"'{text}"
    return text


def typed(value: Any) -> Value:
    """Dates, instants (in Paris) and figures as they are; anything else as text that a file can hold."""
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0) if timezone.is_aware(value) else value
    if value is None or isinstance(value, date | int | float | Decimal):
        return "" if value is None else value
    return UNPRINTABLE.sub("", str(value))


def as_text(value: Any) -> str:
    """As French spreadsheets read it: « 12/10/2026 », « 12/10/2026 15:04 », « 1234,5 »."""
    value = typed(value)
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return short_date(value)
    if isinstance(value, Decimal | float):
        return f"{value:f}".replace(".", ",")
    return safe(str(value)) if isinstance(value, str) else str(value)
