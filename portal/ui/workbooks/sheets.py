from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain, count, islice

Value = str | int | float | Decimal | date  # or a datetime without a time zone

MAX_ROWS = 1_048_575  # of one sheet, in both formats, below its headings


@dataclass(frozen=True)
class Sheet:
    """`rows` is read once, while the file is written."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]


def split_sheet(sheet: Sheet) -> Iterator[Sheet]:
    """Rows that do not fit in one sheet go on in others, « Journal (2) », with the same headings."""
    rows = iter(sheet.rows)
    yield Sheet(sheet.title, sheet.headings, islice(rows, MAX_ROWS))
    for number in count(2):
        following = list(islice(rows, 1))
        if not following:
            return
        title = f"{sheet.title[:25]} ({number})"
        yield Sheet(title, sheet.headings, chain(following, islice(rows, MAX_ROWS - 1)))
