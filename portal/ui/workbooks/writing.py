from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from itertools import chain
from tempfile import TemporaryFile
from typing import IO

from .ods import write_ods
from .sheets import Sheet, split_sheet
from .xlsx import write_xlsx

WRITERS: dict[str, Callable[[IO[bytes], Iterable[Sheet]], None]] = {"ods": write_ods, "xlsx": write_xlsx}


def write_workbook(extension: str, sheets: Iterable[Sheet]) -> IO[bytes]:
    """The file, open at its beginning; closing it removes it from the disk. KeyError for an unknown format."""
    write = WRITERS[extension]
    with ExitStack() as stack:
        file = stack.enter_context(TemporaryFile())
        write(file, chain.from_iterable(map(split_sheet, sheets)))
        file.seek(0)
        stack.pop_all()  # nothing failed: the caller closes it
    return file
