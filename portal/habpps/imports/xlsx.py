"""The first visible sheet of an XLSX: its lines, by openpyxl; and by its own XML, what openpyxl does not say."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from xml.etree import ElementTree

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from portal.base.formats import short_date

from .archives import read_part
from .lines import (
    HIDDEN_COLUMN,
    HIDDEN_ROW,
    MERGED,
    MERGED_FIRST,
    MOST_COLUMNS,
    MOST_LINES,
    WITHOUT_VALUE,
    Line,
    Remark,
    Unreadable,
    describe_other_sheets,
)

MOST_ROWS = MOST_LINES * 5
MOST_MERGES = 500
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
# What openpyxl raises on parts that are missing or broken.
BROKEN = (
    InvalidFileException,
    LookupError,
    ValueError,
    SyntaxError,
    AttributeError,
    TypeError,
    OSError,
    RecursionError,
    DefusedXmlException,
)


@dataclass
class Marks:
    """What a sheet's XML says of its rows, columns and cells; numbers of rows from 1, places of columns from 0."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    without_value: dict[int, list[int]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)  # first row, last, first column, last
    last_row: int = 0


def read_xlsx(content: bytes) -> Iterator[Line]:
    try:
        # `data_only`: the value last seen where there is a formula, which is never worked out.
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = next((each for each in book.worksheets if each.sheet_state == "visible"), None)
        if sheet is None:
            raise Unreadable("Ce classeur n'a aucune feuille visible.")
        marks = _read_marks(read_part(content, _part_of(content, sheet.title)))
        remarks = describe_other_sheets(sheet.title, [each.title for each in book.worksheets if each is not sheet])
        remarks += [Remark(HIDDEN_COLUMN, place) for place in sorted(marks.hidden_columns)]
        rows = sheet.iter_rows(max_col=MOST_COLUMNS + 1, max_row=MOST_ROWS, values_only=True)
        for number, values in enumerate(rows, start=1):
            line = Line(number, [_text(value) for value in values], _remarks_on(marks, number))
            if remarks and number not in marks.hidden_rows and any(line.cells):
                line.remarks, remarks = [*line.remarks, *remarks], []
            yield line
    except Unreadable:
        raise
    except BROKEN:
        raise Unreadable("Ce classeur XLSX ne peut pas être lu. Enregistrez-le à nouveau.") from None
    if marks.last_row > MOST_ROWS:
        raise Unreadable(f"La ligne {marks.last_row} du classeur est loin du tableau. Supprimez ce qu'elle contient.")


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return short_date(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _part_of(content: bytes, title: str) -> str:
    """The name of the part that holds a sheet."""
    relations = fromstring(read_part(content, "xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    for sheet in fromstring(read_part(content, "xl/workbook.xml")).iter():
        if _name(sheet) == "sheet" and sheet.get("name") == title:
            return posixpath.normpath(posixpath.join("/xl", targets[sheet.get(RELATION)])).lstrip("/")
    raise KeyError(title)


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _read_marks(part: bytes) -> Marks:
    marks, number = Marks(), 0
    for _, element in iterparse(io.BytesIO(part)):
        name = _name(element)
        if name == "row":
            number = int(element.get("r") or number + 1)
            _read_row(marks, number, element)
            element.clear()
        elif name == "col" and _is_set(element, "hidden"):
            marks.hidden_columns.update(
                range(int(element.get("min", 1)) - 1, min(int(element.get("max", 1)), MOST_COLUMNS))
            )
        elif name == "mergeCell":
            marks.merges.append(_read_merge(element.get("ref", "")))
    if len(marks.merges) > MOST_MERGES:
        raise Unreadable("Ce classeur a trop de cellules fusionnées. Défusionnez-les.")
    return marks


def _read_row(marks: Marks, number: int, row: ElementTree.Element) -> None:
    if _is_set(row, "hidden"):
        marks.hidden_rows.add(number)
    place = -1
    for cell in row:
        reference = cell.get("r", "")
        place = _read_reference(reference)[1] if reference else place + 1
        inside = {_name(child): child.text or "" for child in cell}
        # A formula that gives an empty text has a value; its type says so.
        if "f" in inside and not inside.get("v") and cell.get("t") != "str":
            marks.without_value.setdefault(number, []).append(place)
        if inside.get("v") or "is" in inside:
            marks.last_row = max(marks.last_row, number)


def _read_merge(reference: str) -> tuple[int, int, int, int]:
    first, _, last = reference.partition(":")
    (top, left), (bottom, right) = _read_reference(first), _read_reference(last or first)
    return top, bottom, left, right


def _read_reference(text: str) -> tuple[int, int]:
    """« B2 » as (2, 1)."""
    found = REFERENCE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column - 1


def _is_set(element: ElementTree.Element, name: str) -> bool:
    return element.get(name, "0") in ("1", "true")


def _remarks_on(marks: Marks, number: int) -> list[Remark]:
    remarks = [Remark(HIDDEN_ROW, stops=True)] if number in marks.hidden_rows else []
    remarks += [Remark(WITHOUT_VALUE, place, stops=True) for place in marks.without_value.get(number, [])]
    for top, bottom, left, right in marks.merges:
        if top <= number <= bottom:
            for place in range(left, min(right + 1, MOST_COLUMNS)):
                first = (number, place) == (top, left)
                remarks.append(Remark(MERGED_FIRST if first else MERGED, place, stops=not first))
    return remarks
