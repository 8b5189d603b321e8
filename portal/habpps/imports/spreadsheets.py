"""The lines of a spreadsheet that somebody sends: CSV, ODS or XLSX, read with suspicion (norm 12).

Only text comes out: the first sheet that is shown, values and never formulas.
"""

from __future__ import annotations

import csv
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from xml.etree import ElementTree

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from portal.base import formats
from portal.base.formats import short_date
from portal.base.text import one_line
from portal.base.typed import FORMULA

MOST_BYTES = 1_000_000
MOST_UNPACKED = 10_000_000
MOST_ENTRIES = 200
# Tags of the sheets and their texts, and of all the rest (styles, names…): what reading costs goes by their number. A
# full sheet of 1 000 lines has about 130 000.
MOST_TAGS, MOST_OTHER_TAGS = 400_000, 60_000
SHEETS = ("xl/worksheets/", "xl/sharedStrings.xml", "content.xml")
MOST_LINES = 1_000
MOST_COLUMNS = 30
LONGEST_CELL = 2_000
DEEPEST = 50  # elements inside one another; what a spreadsheet writes goes to about a dozen
EXTENSIONS = ("csv", "ods", "xlsx")
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
OFFICE, TABLE, TEXT = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text"))
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"

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
)
TOO_LARGE = "Ce classeur est trop volumineux une fois ouvert. N'y laissez que le tableau."

Line = tuple[int, list[str]]


class Unreadable(ValueError):
    """The file is not what it says, or holds too much. The message is French and says what to do."""


def read_lines(name: str, content: bytes) -> list[Line]:
    """(number of the line in the file, its cells) of the lines that hold something; the first one is the header."""
    extension = name.rpartition(".")[2].lower()
    if extension not in EXTENSIONS or "." not in name:
        raise Unreadable("Choisissez un fichier CSV, ODS ou XLSX.")
    if len(content) > MOST_BYTES:
        raise Unreadable("Ce fichier dépasse 1\u00a0Mo : envoyez-le en plusieurs fois.")
    if extension == "csv":
        rows = _csv(content)
    else:
        _check_archive(extension, content)
        rows = _ods(content) if extension == "ods" else _xlsx(content)
    return _kept(rows)


def _kept(rows: Iterator[Line]) -> list[Line]:
    found = []
    for number, cells in rows:
        texts = [one_line(cell[:LONGEST_CELL]) for cell in cells[:MOST_COLUMNS]]
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            continue
        found.append((number, texts))
        if len(found) > MOST_LINES + 1:
            raise Unreadable(
                f"Ce fichier a plus de {formats.number(MOST_LINES)}\u00a0lignes : envoyez-le en plusieurs fois."
            )
    if not found:
        raise Unreadable("Ce fichier est vide.")
    return found


def _csv(content: bytes) -> Iterator[Line]:
    if b"\x00" in content:
        raise Unreadable("Ce fichier n'est pas un CSV. Enregistrez-le à nouveau au format CSV.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    separator = max(";\t,", key=first.count)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        yield from ((number, [_unquoted(cell) for cell in cells]) for number, cells in enumerate(rows, start=1))
    except csv.Error:
        raise Unreadable("Ce fichier CSV ne peut pas être lu : partez du modèle.") from None


def _unquoted(cell: str) -> str:
    """Without the apostrophe that our own exports, and spreadsheets, write before what might be taken for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].lstrip()[:1] in FORMULA else cell


def _check_archive(extension: str, content: bytes) -> None:
    """Before anything is unpacked: the kind of file that its name says, of a reasonable size, without entities."""
    wrong = Unreadable(f"Ce fichier n'est pas un classeur {extension.upper()} lisible. Enregistrez-le à nouveau.")
    if content[:4] != b"PK\x03\x04":
        raise wrong
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise Unreadable(TOO_LARGE)
            names = {entry.filename for entry in entries}
            if any(entry.flag_bits & 1 for entry in entries):
                raise Unreadable("Ce classeur est protégé par un mot de passe. Enregistrez-le sans protection.")
            if extension == "xlsx":
                known = {"[Content_Types].xml", "xl/workbook.xml"} <= names
            else:
                known = {"mimetype", "content.xml"} <= names and archive.read("mimetype").strip() == ODS_TYPE
            if not known:
                raise wrong
            tags = {True: 0, False: 0}
            for entry in entries:
                # The size that was announced bounds what is read; a document type could announce entities.
                part = archive.read(entry)
                if entry.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in part:
                    raise wrong
                tags[entry.filename.startswith(SHEETS)] += part.count(b"<")
            if tags[True] > MOST_TAGS or tags[False] > MOST_OTHER_TAGS:
                raise Unreadable(TOO_LARGE)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError, OSError):
        raise wrong from None


def _xlsx(content: bytes) -> Iterator[Line]:
    try:
        # `data_only`: the value last seen where there is a formula, which is never worked out.
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = next((each for each in book.worksheets if each.sheet_state == "visible"), None)
        if sheet is None:
            raise Unreadable("Ce classeur n'a aucune feuille visible.")
        rows = sheet.iter_rows(max_col=MOST_COLUMNS, max_row=MOST_LINES * 5, values_only=True)
        for number, values in enumerate(rows, start=1):
            yield number, [_text(value) for value in values]
    except Unreadable:
        raise
    except BROKEN:
        raise Unreadable("Ce classeur XLSX ne peut pas être lu. Enregistrez-le à nouveau.") from None


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return short_date(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _ods(content: bytes) -> Iterator[Line]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("content.xml")
    try:
        document = fromstring(xml)
    except (ElementTree.ParseError, DefusedXmlException):
        raise Unreadable("Ce classeur ODS ne peut pas être lu. Enregistrez-le à nouveau.") from None
    if _is_too_deep(document):
        raise Unreadable("Ce classeur ODS ne peut pas être lu. Enregistrez-le à nouveau.")
    hidden = {
        style.get(f"{STYLE}name")
        for style in document.iter(f"{STYLE}style")
        for each in style.findall(f"{STYLE}table-properties")
        if each.get(f"{TABLE}display") == "false"
    }
    tables = (table for table in document.iter(f"{TABLE}table") if table.get(f"{TABLE}style-name") not in hidden)
    table = next(tables, None)
    if table is None:
        raise Unreadable("Ce classeur n'a aucune feuille visible.")
    number = 1
    for row in table.iter(f"{TABLE}table-row"):
        cells = _ods_cells(row)
        times = _repeated(row, "rows")
        # A repeated empty row fills the sheet to its end: it counts, but is not written out a million times.
        for offset in range(times if any(cell.strip() for cell in cells) and times <= MOST_LINES * 5 else 1):
            yield number + offset, cells
        number += times


def _is_too_deep(document: ElementTree.Element) -> bool:
    """Texts inside texts would be read again at each level: the time would grow with the square of the file."""
    level = [document]
    for _ in range(DEEPEST):
        level = [child for element in level for child in element]
        if not level:
            return False
    return True


def _ods_cells(row: ElementTree.Element) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell") or len(cells) >= MOST_COLUMNS:
            continue
        day = cell.get(f"{OFFICE}date-value", "")
        if day:
            year, month, rest = (*day[:10].split("-"), "", "")[:3]
            text = f"{rest}/{month}/{year}"
        else:
            # Its own paragraphs: those of a comment are none of its text.
            shown = " ".join("".join(paragraph.itertext()) for paragraph in cell.findall(f"{TEXT}p"))
            text = shown or cell.get(f"{OFFICE}value", "").removesuffix(".0")
        cells += [text] * min(_repeated(cell, "columns"), MOST_COLUMNS - len(cells))
    return cells


def _repeated(element: ElementTree.Element, kind: str) -> int:
    times = element.get(f"{TABLE}number-{kind}-repeated", "1")
    return int(times) if times.isdecimal() and len(times) < 8 else 1
