"""The OpenDocument spreadsheet, written as a stream: its parts by hand, no library writes them row by row.

Format: OASIS OpenDocument 1.3, part 3 (schema) and part 2 (packages).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from .sheets import Sheet, Value

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns"
MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="{NAMESPACE}:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MEDIA_TYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""
DAY = (
    '<number:day number:style="long"/><number:text>/</number:text><number:month number:style="long"/>'
    '<number:text>/</number:text><number:year number:style="long"/>'
)
HOUR = (
    '<number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text>'
    '<number:minutes number:style="long"/>'
)
# Styles: `column` is wide enough for an instant; `day` and `moment` show « 12/10/2026 » and « 12/10/2026 15:04 ».
START = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="{NAMESPACE}:office:1.0" xmlns:table="{NAMESPACE}:table:1.0" \
xmlns:text="{NAMESPACE}:text:1.0" xmlns:style="{NAMESPACE}:style:1.0" xmlns:number="{NAMESPACE}:datastyle:1.0" \
office:version="1.3"><office:automatic-styles>\
<number:date-style style:name="day-format">{DAY}</number:date-style>\
<number:date-style style:name="moment-format">{DAY}{HOUR}</number:date-style>\
<style:style style:name="column" style:family="table-column">\
<style:table-column-properties style:column-width="4cm"/></style:style>\
<style:style style:name="day" style:family="table-cell" style:data-style-name="day-format"/>\
<style:style style:name="moment" style:family="table-cell" style:data-style-name="moment-format"/>\
</office:automatic-styles><office:body><office:spreadsheet>"""
END = "</office:spreadsheet></office:body></office:document-content>"
SPACES = re.compile(r"^ | {2,}|\t|\r\n?|\n")  # what XML readers of text would collapse


def write_ods(file: IO[bytes], sheets: Iterable[Sheet]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        # First and uncompressed: by it the format is recognised.
        archive.writestr("mimetype", MEDIA_TYPE, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        with archive.open("content.xml", "w", force_zip64=True) as content:
            content.write(START.encode())
            for sheet in sheets:
                _write_table(content, sheet)
            content.write(END.encode())


def _write_table(content: IO[bytes], sheet: Sheet) -> None:
    columns = f'<table:table-column table:style-name="column" table:number-columns-repeated="{len(sheet.headings)}"/>'
    content.write(f"<table:table table:name={quoteattr(sheet.title)}>{columns}{_row(sheet.headings)}".encode())
    for row in sheet.rows:
        content.write(_row(row).encode())
    content.write(b"</table:table>")


def _row(values: Sequence[Value]) -> str:
    return f"<table:table-row>{''.join(map(_cell, values))}</table:table-row>"


def _cell(value: Value) -> str:
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"><text:p>{_text(value)}</text:p></table:table-cell>'
    if isinstance(value, date):
        style = "moment" if isinstance(value, datetime) else "day"
        attributes = f'table:style-name="{style}" office:value-type="date" office:date-value="{value.isoformat()}"'
    else:
        figure = f"{value:f}" if isinstance(value, Decimal) else value
        attributes = f'office:value-type="float" office:value="{figure}"'
    return f"<table:table-cell {attributes}/>"


def _text(text: str) -> str:
    return SPACES.sub(lambda found: _space(found[0]), escape(text))


def _space(found: str) -> str:
    if found == "\t":
        return "<text:tab/>"
    return f'<text:s text:c="{len(found)}"/>' if found[0] == " " else "</text:p><text:p>"
