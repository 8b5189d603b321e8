"""Spreadsheets as people and attackers make them, for the tests of imports."""

import io
import zipfile
from collections.abc import Sequence
from csv import writer

from openpyxl import Workbook

from portal.habpps.imports.rules import COLUMNS
from portal.ui.workbooks.sheets import Sheet
from portal.ui.workbooks.writing import write_workbook

HEADER = list(COLUMNS)


def row(last: str = "Roy", first: str = "Camille", email: str = "camille@exemple.fr", **cells: str) -> list[str]:
    """One line; `cells` by position name: phone, mobility, group, roles, activities, opens, closes, why_late."""
    names = ("phone", "mobility", "group", "roles", "activities", "opens", "closes", "why_late")
    return [last, first, email, *(cells.get(name, "") for name in names)]


def csv(
    *rows: Sequence[str], header: Sequence[str] = HEADER, separator: str = ";", encoding: str = "utf-8-sig"
) -> bytes:
    text = io.StringIO(newline="")
    writer(text, delimiter=separator).writerows([header, *rows])
    return text.getvalue().encode(encoding)


def office(extension: str, *rows: Sequence[object]) -> bytes:
    with write_workbook(extension, [Sheet("Utilisateurs", HEADER, rows)]) as file:
        return file.read()


def xlsx(*sheets: tuple[str, str, Sequence[Sequence[object]]]) -> bytes:
    """(name, « visible » or « hidden », rows) of each sheet."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, state, rows in sheets:
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for each in rows:
            sheet.append(list(each))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def ods(body: str, styles: str = "", doctype: str = "") -> bytes:
    """An ODS whose content is written by hand."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    content = (
        f'<?xml version="1.0"?>{doctype}<office:document-content {spaces}><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def cells(*texts: str) -> str:
    return "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in texts)


def archive(entries: dict[str, str | bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in entries.items():
            packed.writestr(name, text)
    return content.getvalue()
