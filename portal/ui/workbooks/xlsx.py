from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from .sheets import Sheet, Value

WIDTH = 20  # characters: in a default column a date does not fit, and is shown as « #### »
MISTAKEN = ("=", "#")  # openpyxl would write a formula, or an error
DAY, MOMENT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"


def write_xlsx(file: IO[bytes], sheets: Iterable[Sheet]) -> None:
    book = Workbook(write_only=True)
    for sheet in sheets:
        written = book.create_sheet(sheet.title)
        for number in range(1, len(sheet.headings) + 1):
            written.column_dimensions[get_column_letter(number)].width = WIDTH
        written.append([_cell(written, heading) for heading in sheet.headings])
        for row in sheet.rows:
            written.append([_cell(written, value) for value in row])
    book.save(file)


def _cell(sheet: Any, value: Value) -> Any:
    if isinstance(value, str) and value[:1] in MISTAKEN:
        cell = WriteOnlyCell(sheet, value)
        cell.data_type = "s"
        return cell
    if not isinstance(value, date):
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = MOMENT if isinstance(value, datetime) else DAY
    return cell
