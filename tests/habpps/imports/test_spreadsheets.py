"""A spreadsheet that somebody sends: its lines as text, or a French reason why not."""

import io
import time
import zipfile
from datetime import date

import pytest

from portal.habpps.imports.lines import MOST_LINES, Unreadable
from portal.habpps.imports.spreadsheets import MOST_BYTES, read_lines

from . import sheets
from .sheets import HEADER, cells, row


def texts(name: str, content: bytes) -> list[list[str]]:
    return [line.cells for line in read_lines(name, content)]


def numbered(name: str, content: bytes) -> list[tuple[int, list[str]]]:
    return [(line.number, line.cells) for line in read_lines(name, content)]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_csv_of_any_common_spreadsheet(separator, encoding):
    content = sheets.csv(row("Léger", "Zoé"), separator=separator, encoding=encoding)
    assert numbered("fichier.CSV", content) == [(1, HEADER), (2, ["Léger", "Zoé", "camille@exemple.fr"])]


@pytest.mark.parametrize("extension", ["xlsx", "ods"])
def test_an_office_sheet(extension):
    """Numbers without a decimal part and dates read as people see them."""
    content = sheets.office(
        extension, ["Roy", "Camille", "c@exemple.fr", 322000000, "", "", "", "", date(2026, 9, 1), ""]
    )
    found = texts(f"f.{extension}", content)
    assert found[0] == HEADER
    assert found[1][:3] == ["Roy", "Camille", "c@exemple.fr"]
    assert (found[1][3], found[1][8]) == ("322000000", "01/09/2026")


def test_empty_lines_are_left_out_and_numbers_stay_those_of_the_file():
    content = sheets.csv(row("Un"), [""] * 10, row("Deux"))
    assert [line.number for line in read_lines("f.csv", content)] == [1, 2, 4]


def test_a_hidden_sheet_is_not_read():
    hidden = ("Brouillon", "hidden", [HEADER, row("Caché")])
    shown = ("Utilisateurs", "visible", [HEADER, row("Visible")])
    assert texts("f.xlsx", sheets.xlsx(hidden, shown))[1][0] == "Visible"


def test_a_hidden_sheet_of_an_ods_is_not_read():
    style = (
        '<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>'
    )
    body = f'<table:table table:style-name="h"><table:table-row>{cells("Caché")}</table:table-row></table:table>'
    body += f"<table:table><table:table-row>{cells('Visible')}</table:table-row></table:table>"
    assert texts("f.ods", sheets.ods(body, style)) == [["Visible"]]


def test_only_hidden_sheets():
    style = (
        '<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>'
    )
    body = f'<table:table table:style-name="h"><table:table-row>{cells("Caché")}</table:table-row></table:table>'
    with pytest.raises(Unreadable, match="aucune feuille visible"):
        read_lines("f.ods", sheets.ods(body, style))


def test_a_formula_is_never_worked_out():
    """The value that the spreadsheet last showed is read: here none was kept."""
    content = sheets.xlsx(("U", "visible", [HEADER, row('=HYPERLINK("http://exemple.fr";"Roy")')]))
    assert texts("f.xlsx", content)[1][0] == ""


def test_repeated_cells_and_rows_of_an_ods_keep_their_places():
    """Spreadsheets write « the same cell again » and « a million empty rows » in one element."""
    repeated = '<table:table-cell table:number-columns-repeated="2"><text:p>x</text:p></table:table-cell>'
    body = f"<table:table><table:table-row>{repeated}{cells('y')}</table:table-row>"
    body += '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
    body += f"<table:table-row>{cells('z')}</table:table-row>"
    body += '<table:table-row table:number-rows-repeated="1048571"><table:table-cell/></table:table-row></table:table>'
    assert numbered("f.ods", sheets.ods(body)) == [(1, ["x", "x", "y"]), (5, ["z"])]


def test_a_filled_row_repeated_a_million_times_is_too_many():
    """It is what the sheet shows; a single line of it would drop the others in silence."""
    body = f'<table:table><table:table-row table:number-rows-repeated="9999999">{cells("x")}</table:table-row></table:table>'
    with pytest.raises(Unreadable, match="plus de 1"):
        texts("f.ods", sheets.ods(body))


@pytest.mark.parametrize("name", ["f.pdf", "f", "csv", "f.xlsx.exe"])
def test_another_kind_of_file(name):
    with pytest.raises(Unreadable, match="CSV, ODS ou XLSX"):
        read_lines(name, sheets.csv(row()))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("f.xlsx", b"%PDF-1.7 ..."),
        ("f.ods", b"PK\x03\x04 not an archive"),
        ("f.xlsx", sheets.archive({"mot.txt": "bonjour"})),
        ("f.ods", sheets.office("xlsx", row())),
        ("f.xlsx", sheets.office("ods", row())),
        ("f.ods", sheets.archive({"mimetype": "application/epub+zip", "content.xml": "<a/>"})),
        ("f.xlsx", sheets.archive({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a"})),
        ("f.ods", sheets.archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a"})),
        ("f.csv", b"PK\x03\x04\x00\x00"),
    ],
)
def test_a_file_that_is_not_what_its_name_says(name, content):
    with pytest.raises(Unreadable):
        read_lines(name, content)


def test_too_many_bytes():
    with pytest.raises(Unreadable, match="dépasse 1"):
        read_lines("f.csv", b"a" * (MOST_BYTES + 1))


def test_too_many_lines():
    assert len(read_lines("f.csv", sheets.csv(*[["x"]] * MOST_LINES))) == MOST_LINES + 1
    with pytest.raises(Unreadable, match="plus de 1\u202f000\u00a0lignes"):
        read_lines("f.csv", sheets.csv(*[["x"]] * (MOST_LINES + 1)))


@pytest.mark.parametrize("name", ["f.xlsx", "f.ods"])
def test_a_small_file_that_unpacks_into_a_large_one_is_not_opened(name):
    bomb = {"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>", "mimetype": "x", "content.xml": "0" * 30_000_000}
    content = sheets.archive(bomb)
    assert len(content) < 100_000
    with pytest.raises(Unreadable, match="trop volumineux"):
        read_lines(name, content)


def test_a_thousand_entries():
    content = sheets.archive({f"{number}.xml": "<a/>" for number in range(1000)})
    with pytest.raises(Unreadable, match="trop volumineux"):
        read_lines("f.xlsx", content)


def test_entities_are_refused():
    """« A billion laughs » and files of the server: no spreadsheet needs a document type."""
    doctype = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(Unreadable):
        read_lines(
            "f.ods",
            sheets.ods(
                f"<table:table><table:table-row>{cells('&e;')}</table:table-row></table:table>", doctype=doctype
            ),
        )


def test_a_document_type_in_another_alphabet_is_refused_too():
    """UTF-16 hides the words from a search of the bytes, not from the parser."""
    packed = zipfile.ZipFile(io.BytesIO(sheets.xlsx(("U", "visible", [HEADER, row()]))))
    entries: dict[str, str | bytes] = {each.filename: packed.read(each) for each in packed.infolist()}
    name = "xl/worksheets/sheet1.xml"
    body = packed.read(name).decode()
    doctype = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE w [<!ENTITY a "b">]>'
    entries[name] = (doctype + body[body.index("<worksheet") :]).encode("utf-16")
    with pytest.raises(Unreadable):
        read_lines("f.xlsx", sheets.archive(entries))


def test_rows_of_spaces_repeated_without_end_take_no_time():
    """Five million rows in 600 bytes: they are empty, and count as one each."""
    rows = '<table:table-row table:number-rows-repeated="4999"><table:table-cell><text:p> </text:p></table:table-cell>'
    content = sheets.ods(f"<table:table>{(rows + '</table:table-row>') * 1000}</table:table>")
    started = time.process_time()
    with pytest.raises(Unreadable, match="vide"):
        read_lines("f.ods", content)
    assert time.process_time() - started < 1


def test_texts_inside_texts_without_end_are_not_read():
    """Read again at each level, they would take the square of their number."""
    nested = "<text:p>a" * 100_000 + "</text:p>" * 100_000
    row_of = f"<table:table-row><table:table-cell>{nested}</table:table-cell></table:table-row>"
    started = time.process_time()
    with pytest.raises(Unreadable, match="ne peut pas être lu"):
        read_lines("f.ods", sheets.ods(f"<table:table>{row_of}</table:table>"))
    assert time.process_time() - started < 2


def test_a_broken_compression_is_a_broken_file():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_LZMA) as packed:
        packed.writestr("[Content_Types].xml", "x" * 1000)
        packed.writestr("xl/workbook.xml", "y" * 1000)
    broken = bytearray(content.getvalue())
    broken[60:80] = bytes(each ^ 0x55 for each in broken[60:80])
    with pytest.raises(Unreadable):
        read_lines("f.xlsx", bytes(broken))


SPREADSHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"
BOMBS = {
    "styles": {STYLES: f"<styleSheet {SPREADSHEET}><cellXfs>{'<xf/>' * 900_000}</cellXfs></styleSheet>"},
    "fonts": {STYLES: f"<styleSheet {SPREADSHEET}><fonts>{'<font><b/></font>' * 400_000}</fonts></styleSheet>"},
    "rows": {SHEET: f"<worksheet {SPREADSHEET}><sheetData>{'<row/>' * 1_000_000}</sheetData></worksheet>"},
    "cells": {SHEET: f"<worksheet {SPREADSHEET}><sheetData><row>{'<c/>' * 900_000}</row></sheetData></worksheet>"},
    "texts": {"xl/sharedStrings.xml": f"<sst {SPREADSHEET}>{'<si/>' * 900_000}</sst>"},
}


def changed(parts: dict[str, str]) -> bytes:
    """A workbook with one of its parts rewritten."""
    packed = zipfile.ZipFile(io.BytesIO(sheets.xlsx(("U", "visible", [HEADER, row()]))))
    entries: dict[str, str | bytes] = {each.filename: packed.read(each) for each in packed.infolist()}
    return sheets.archive({**entries, **parts})


@pytest.mark.parametrize("kind", BOMBS)
def test_a_small_workbook_that_would_be_read_for_minutes_is_not_read(kind):
    """Fifty kilobytes of styles or of empty rows kept a processor busy for a minute, and filled its memory."""
    content = changed(BOMBS[kind])
    assert len(content) < 100_000
    started = time.process_time()
    with pytest.raises(Unreadable, match="trop volumineux"):
        read_lines("f.xlsx", content)
    assert time.process_time() - started < 1


def test_a_full_workbook_is_read():
    full = [row(last=f"Roy{number}", phone="01", opens="01/01/2026") * 3 for number in range(MOST_LINES)]
    assert len(read_lines("f.xlsx", sheets.xlsx(("U", "visible", [HEADER, *full])))) == MOST_LINES + 1
    cells_of = "".join(f"<table:table-row>{sheets.cells(*each)}</table:table-row>" for each in full)
    assert len(read_lines("f.ods", sheets.ods(f"<table:table>{cells_of}</table:table>"))) == MOST_LINES


@pytest.mark.parametrize("part", [STYLES, "xl/workbook.xml"])
def test_parts_inside_parts_without_end_are_a_broken_file(part):
    nested = f"<a {SPREADSHEET}>" + "<extLst>" * 20_000 + "</extLst>" * 20_000 + "</a>"
    with pytest.raises(Unreadable, match="ne peut pas être lu"):
        read_lines("f.xlsx", changed({part: nested}))


def test_a_count_of_repetitions_in_other_figures_is_none():
    """« ² » is a digit, and no number."""
    rows = f'<table:table-row table:number-rows-repeated="²">{sheets.cells("Nom")}</table:table-row>'
    assert numbered("f.ods", sheets.ods(f"<table:table>{rows}</table:table>")) == [(1, ["Nom"])]


def test_the_comment_of_a_cell_is_not_its_text():
    noted = "<office:annotation><text:p>À vérifier</text:p></office:annotation><text:p>Roy</text:p>"
    rows = f"<table:table-row><table:table-cell>{noted}</table:table-cell></table:table-row>"
    assert numbered("f.ods", sheets.ods(f"<table:table>{rows}</table:table>")) == [(1, ["Roy"])]


@pytest.mark.parametrize("content", [b"", b"\r\n;;;\r\n"])
def test_an_empty_file(content):
    with pytest.raises(Unreadable, match="vide"):
        read_lines("f.csv", content)


def test_long_cells_and_wide_lines_are_cut():
    found = texts("f.csv", ";".join(["x" * 9000] * 50).encode())
    assert (len(found[0]), len(found[0][0])) == (30, 2000)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("'+33 1 23 45 67 89", "+33 1 23 45 67 89"),
        ("'=1+1", "=1+1"),
        ("' =1", "=1"),
        ("'t Hooft", "'t Hooft"),
        ("'", "'"),
    ],
)
def test_the_apostrophe_of_an_export_is_taken_off(cell, read):
    assert numbered("f.csv", sheets.csv([cell]))[1] == (2, [read])


def test_cells_come_in_the_writing_of_forms():
    content = "Nom;Prénom\r\nNoe\u0308l\u200b;\u00a0Anne\u202fMarie ".encode()
    assert numbered("f.csv", content)[1] == (2, ["Noël", "Anne Marie"])
