"""The lines of a spreadsheet that somebody sends: CSV, ODS or XLSX, read with suspicion (norm 12).

Only text comes out: the first sheet that is shown, values and never formulas.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from portal.base.typed import FORMULA

from .archives import check_archive
from .lines import Line, Unreadable, keep_lines
from .ods import read_ods
from .rules import FIRST_NAME
from .xlsx import read_xlsx

MOST_BYTES = 1_000_000
EXTENSIONS = ("csv", "ods", "xlsx")
ADVICE = {
    "xls": "Ce classeur est d'un ancien format d'Excel. Enregistrez-le au format Classeur Excel (.xlsx).",
    "xlsm": "Ce classeur contient des macros. Enregistrez-le au format Classeur Excel (.xlsx).",
    "xlsb": "Ce classeur est dans un format binaire. Enregistrez-le au format Classeur Excel (.xlsx).",
    "numbers": "Dans Numbers, choisissez Fichier, Exporter vers, Excel, et envoyez le fichier .xlsx.",
}
# UTF-32 before UTF-16, whose mark begins in the same way.
MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# Windows, old Macintosh, DOS: each writes « Prénom » otherwise.
OLD_ENCODINGS = ("cp1252", "mac_roman", "cp850")
# What accents of the other two become when they are read as Windows writes them.
MISREAD = re.compile(r"[^\W\d_][ƒ‚„†‡ˆ‰‹›˜™•“”‘]|(?<=[a-zà-ÿ])[ŠŒŽŸ]")
SAVE_AGAIN = "Enregistrez-le à nouveau au format «\u00a0CSV UTF-8\u00a0», ou XLSX."


def read_lines(name: str, content: bytes) -> list[Line]:
    """The lines that hold something; the first one is the header. Raises Unreadable."""
    extension = name.rpartition(".")[2].lower()
    if extension not in EXTENSIONS or "." not in name:
        raise Unreadable(ADVICE.get(extension, "Choisissez un fichier CSV, ODS ou XLSX."))
    if len(content) > MOST_BYTES:
        raise Unreadable("Ce fichier dépasse 1\u00a0Mo : envoyez-le en plusieurs fois.")
    if extension == "csv":
        return keep_lines(_read_csv(content))
    check_archive(extension, content)
    return keep_lines(read_ods(content) if extension == "ods" else read_xlsx(content))


def _read_csv(content: bytes) -> Iterator[Line]:
    text = _decode(content)
    first = re.split(r"[\r\n]", text.lstrip("\r\n"), maxsplit=1)[0]
    separator = max(";\t,", key=first.count)
    try:
        # Lines end as on Windows, on Unix, or as on an old Macintosh.
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        yield from (Line(number, [_unquoted(cell) for cell in cells]) for number, cells in enumerate(rows, start=1))
    except csv.Error:
        raise Unreadable("Ce fichier CSV ne peut pas être lu : partez du modèle.") from None


def _decode(content: bytes) -> str:
    """By its mark, as UTF-8, or in the old encoding in which its titles can be read. Raises Unreadable."""
    marked = next((encoding for mark, encoding in MARKS.items() if content.startswith(mark)), None)
    try:
        if marked:
            text = content.decode(marked).removeprefix("\ufeff")
        elif b"\x00" in content:
            text = content.decode("utf-16-be" if content.startswith(b"\x00") else "utf-16-le")
        else:
            text = _decode_unmarked(content)
    except UnicodeDecodeError:
        text = "\x00"
    if "\x00" in text:
        raise Unreadable(f"Ce fichier n'est pas un CSV lisible. {SAVE_AGAIN}")
    return text


def _decode_unmarked(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        pass
    for encoding in OLD_ENCODINGS:
        text = content.decode(encoding, errors="replace")
        if FIRST_NAME.casefold() in re.split(r"[\r\n]", text, maxsplit=1)[0].casefold():
            return text
    text = content.decode("cp1252", errors="replace")
    if "\ufffd" in text or MISREAD.search(text):
        raise Unreadable(f"Les accents de ce fichier ne peuvent pas être lus. {SAVE_AGAIN}")
    return text


def _unquoted(cell: str) -> str:
    """Without the apostrophe that our own exports, and spreadsheets, write before what might be taken for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].lstrip()[:1] in FORMULA else cell
