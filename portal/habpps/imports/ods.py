"""The first visible sheet of an ODS: its lines, and what their texts do not say."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from .archives import read_part
from .lines import (
    HIDDEN_COLUMN,
    HIDDEN_ROW,
    MERGED,
    MERGED_FIRST,
    MOST_COLUMNS,
    WITHOUT_VALUE,
    Line,
    Remark,
    Unreadable,
    describe_other_sheets,
)

DEEPEST = 50  # elements inside one another; what a spreadsheet writes goes to about a dozen
OFFICE, TABLE, TEXT = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text"))
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
CELL, COVERED = f"{TABLE}table-cell", f"{TABLE}covered-table-cell"
ROW, COLUMN = f"{TABLE}table-row", f"{TABLE}table-column"
BROKEN_ODS = "Ce classeur ODS ne peut pas être lu. Enregistrez-le à nouveau."


def read_ods(content: bytes) -> Iterator[Line]:
    try:
        document = fromstring(read_part(content, "content.xml"))
    except (ElementTree.ParseError, DefusedXmlException):
        raise Unreadable(BROKEN_ODS) from None
    if _is_too_deep(document):
        raise Unreadable(BROKEN_ODS)
    hidden_styles = {
        style.get(f"{STYLE}name")
        for style in document.iter(f"{STYLE}style")
        for each in style.findall(f"{STYLE}table-properties")
        if each.get(f"{TABLE}display") == "false"
    }
    tables = list(document.iter(f"{TABLE}table"))
    table = next((each for each in tables if each.get(f"{TABLE}style-name") not in hidden_styles), None)
    if table is None:
        raise Unreadable("Ce classeur n'a aucune feuille visible.")
    others = [each.get(f"{TABLE}name", "") for each in tables if each is not table]
    remarks = describe_other_sheets(table.get(f"{TABLE}name", ""), others)
    remarks += [Remark(HIDDEN_COLUMN, place) for place in _hidden_columns(table)]
    number = 1
    for row, hidden in _walk(table, ROW):
        line = _read_row(row, number)
        times, filled = _repeated(row, "rows"), bool("".join(line.cells).strip())
        if hidden:
            line.remarks.append(Remark(HIDDEN_ROW, stops=True))
        elif filled and remarks:
            line.remarks, remarks = [*line.remarks, *remarks], []
        # A repeated empty row fills the sheet to its end: it counts, but is not written out a million times.
        for offset in range(times if filled else 1):
            yield Line(number + offset, line.cells, list(line.remarks))
        number += times


def _walk(
    element: ElementTree.Element, tag: str, *, hidden: bool = False
) -> Iterator[tuple[ElementTree.Element, bool]]:
    """The rows or columns of a sheet, and whether each is hidden, by itself or with a group that was folded."""
    for child in element:
        if child.tag == tag:
            yield child, hidden or child.get(f"{TABLE}visibility", "visible") != "visible"
        elif child.tag not in (f"{TABLE}table", ROW, COLUMN):
            yield from _walk(child, tag, hidden=hidden or child.get(f"{TABLE}display") == "false")


def _hidden_columns(table: ElementTree.Element) -> list[int]:
    found: list[int] = []
    place = 0
    for column, hidden in _walk(table, COLUMN):
        times = _repeated(column, "columns")
        if hidden:
            found += range(place, min(place + times, MOST_COLUMNS))
        place += times
    return found


def _is_too_deep(document: ElementTree.Element) -> bool:
    """Texts inside texts would be read again at each level: the time would grow with the square of the file."""
    level = [document]
    for _ in range(DEEPEST):
        level = [child for element in level for child in element]
        if not level:
            return False
    return True


def _read_row(row: ElementTree.Element, number: int) -> Line:
    line = Line(number, [])
    for cell in row:
        if cell.tag not in (CELL, COVERED) or len(line.cells) > MOST_COLUMNS:
            continue
        text, place = _read_cell(cell), len(line.cells)
        times = min(_repeated(cell, "columns"), MOST_COLUMNS + 1 - place)
        line.cells += [text] * times
        remark = _remark_on(cell, text)
        if remark is not None:
            line.remarks += [Remark(remark.text, each, remark.stops) for each in range(place, place + times)]
    return line


def _read_cell(cell: ElementTree.Element) -> str:
    day = cell.get(f"{OFFICE}date-value", "")
    if day:
        year, month, rest = (*day[:10].split("-"), "", "")[:3]
        return f"{rest}/{month}/{year}"
    # Its own paragraphs: those of a comment are none of its text.
    shown = " ".join("".join(paragraph.itertext()) for paragraph in cell.findall(f"{TEXT}p"))
    return shown or cell.get(f"{OFFICE}value", "").removesuffix(".0")


def _remark_on(cell: ElementTree.Element, text: str) -> Remark | None:
    if cell.tag == COVERED:
        return Remark(MERGED, stops=True)
    if cell.get(f"{TABLE}formula") and not text and not cell.get(f"{OFFICE}value-type"):
        return Remark(WITHOUT_VALUE, stops=True)
    if _repeated(cell, "rows", "spanned") > 1 or _repeated(cell, "columns", "spanned") > 1:
        return Remark(MERGED_FIRST)
    return None


def _repeated(element: ElementTree.Element, kind: str, how: str = "repeated") -> int:
    times = element.get(f"{TABLE}number-{kind}-{how}", "1")
    return int(times) if times.isdecimal() and len(times) < 8 else 1
