"""A list as a file: typed cells, no formula, never more columns than the screen."""

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from portal.ui import exports
from portal.ui.tables import Column, Row, Table
from portal.ui.workbooks import sheets
from portal.ui.workbooks.ods import NAMESPACE
from portal.ui.workbooks.writing import write_workbook

DAY = date(2026, 3, 1)
COLUMNS = [
    Column("Nom", sort="name", value="name"),
    Column("Montant (€)", value="amount"),
    Column("Ouverture", value="opens_on"),
    Column("Commune", value=lambda row: row["town"].upper()),
    Column("Autres actions"),
]
ROW = {"name": "MJC", "amount": Decimal("1234.50"), "opens_on": DAY, "town": "Amiens", "secret": "tu"}


def content_of(columns, rows, extension, title="Organismes") -> bytes:
    """What leaves, whole."""
    content = exports.build(title, columns, rows, extension)
    if extension == "csv":
        return b"".join(content)
    with content:
        return content.read()


def csv_rows(columns, rows) -> list[list[str]]:
    content = content_of(columns, rows, "csv")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def xlsx_sheet(columns, rows, title="Organismes"):
    return openpyxl.load_workbook(io.BytesIO(content_of(columns, rows, "xlsx", title))).active


def ods_table(columns, rows):
    with zipfile.ZipFile(io.BytesIO(content_of(columns, rows, "ods"))) as archive:
        return etree.fromstring(archive.read("content.xml")).find(f".//{{{NAMESPACE}:table:1.0}}table")


def test_a_csv_is_read_by_french_spreadsheets():
    """Byte order mark, semicolons, dates and decimals as they are written in France."""
    assert content_of(COLUMNS, [ROW], "csv").startswith(b"\xef\xbb\xbf")
    assert exports.file_name("Organismes partenaires", "csv", DAY) == "organismes-partenaires-2026-03-01.csv"
    assert csv_rows(COLUMNS, [ROW]) == [
        ["Nom", "Montant (€)", "Ouverture", "Commune"],
        ["MJC", "1234,50", "01/03/2026", "AMIENS"],
    ]


def test_a_file_has_no_more_columns_than_the_screen():
    """What is exported is said by the columns of the table: nothing else of a row leaves."""
    assert [len(row) for row in csv_rows(COLUMNS, [ROW])] == [4, 4]
    assert xlsx_sheet(COLUMNS, [ROW]).max_column == 4
    assert [len(row) for row in ods_table(COLUMNS, [ROW]).iter(f"{{{NAMESPACE}:table:1.0}}table-row")] == [4, 4]
    assert [column.label for column in COLUMNS if column.value is None] == ["Autres actions"]


def test_an_xlsx_keeps_dates_and_figures():
    """Dates are shown as they are written in France."""
    sheet = xlsx_sheet(COLUMNS, [ROW], "A/B: liste")
    assert sheet.title == "A B  liste"
    name, amount, opens_on, _ = (cell.value for cell in sheet[2])
    assert (name, amount, opens_on.date()) == ("MJC", 1234.5, DAY)
    assert (sheet["C2"].is_date, sheet["C2"].number_format) == (True, "dd/mm/yyyy")


def test_an_ods_keeps_dates_and_figures():
    headings, row = ods_table(COLUMNS, [ROW]).iter(f"{{{NAMESPACE}:table:1.0}}table-row")
    assert ["".join(cell.itertext()) for cell in headings] == ["Nom", "Montant (€)", "Ouverture", "Commune"]
    office = f"{{{NAMESPACE}:office:1.0}}"
    name, amount, opens_on, _ = row
    assert (name.get(f"{office}value-type"), "".join(name.itertext())) == ("string", "MJC")
    assert (amount.get(f"{office}value-type"), amount.get(f"{office}value")) == ("float", "1234.50")
    assert (opens_on.get(f"{office}value-type"), opens_on.get(f"{office}date-value")) == ("date", "2026-03-01")
    assert opens_on.get(f"{{{NAMESPACE}:table:1.0}}style-name") == "day"


def test_an_ods_is_known_by_its_first_bytes():
    content = content_of(COLUMNS, [ROW], "ods")
    assert content[30:38] == b"mimetype"
    assert content[38:].startswith(exports.CONTENT_TYPES["ods"].encode())


def test_an_ods_keeps_spaces_and_lines():
    table = ods_table([Column("N", value="name")], [{"name": "a  <b>\tc\nd"}])
    first, second = list(table.iter(f"{{{NAMESPACE}:text:1.0}}p"))[1:]
    assert [etree.QName(each).localname for each in first] == ["s", "tab"]
    assert ("".join(first.itertext()), second.text) == ("a<b>c", "d")


@pytest.mark.parametrize("extension", ["ods", "xlsx"])
def test_rows_that_a_sheet_cannot_hold_go_on_in_another(monkeypatch, extension):
    monkeypatch.setattr(sheets, "MAX_ROWS", 2)
    rows = [[str(number)] for number in range(5)]
    with write_workbook(extension, [sheets.Sheet("Liste", ["N"], rows)]) as file:
        content = file.read()
    if extension == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        assert book.sheetnames == ["Liste", "Liste (2)", "Liste (3)"]
        assert [[cell.value for cell in sheet["A"]] for sheet in book] == [["N", "0", "1"], ["N", "2", "3"], ["N", "4"]]
    else:
        xml = zipfile.ZipFile(io.BytesIO(content)).read("content.xml").decode()
        assert re.findall(r"table:name=\"([^\"]+)|<text:p>(.)", xml) == [
            *(("Liste", ""), ("", "N"), ("", "0"), ("", "1")),
            *(("Liste (2)", ""), ("", "N"), ("", "2"), ("", "3")),
            *(("Liste (3)", ""), ("", "N"), ("", "4")),
        ]


def test_a_csv_reads_its_rows_as_it_leaves():
    read = []

    def rows():
        for number in range(1000):
            read.append(number)
            yield {"name": str(number)}

    pieces = exports.build("O", [Column("N", value="name")], rows(), "csv")
    assert read == []
    next(pieces), next(pieces)
    assert 0 < len(read) < 1000


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\uff1d", "\uff20"])
def test_text_of_a_csv_that_would_be_a_formula_has_an_apostrophe(start):
    """In headers as well."""
    text = f"{start}HYPERLINK(1)"
    assert csv_rows([Column(text, value="name")], [{"name": text}]) == [[f"'{text}"], [f"'{text}"]]


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+33 1 23 45 67 89", "-1", "@moi", "#N/A", "#REF!", "'cité'"])
def test_text_of_an_office_file_is_a_cell_of_text_as_it_was_typed(text):
    sheet = xlsx_sheet([Column(text, value="name")], [{"name": text}])
    assert [(sheet[each].data_type, sheet[each].value) for each in ("A1", "A2")] == [("s", text)] * 2
    cells = list(ods_table([Column(text, value="name")], [{"name": text}]).iter(f"{{{NAMESPACE}:table:1.0}}table-cell"))
    assert [(cell.get(f"{{{NAMESPACE}:office:1.0}}value-type"), "".join(cell.itertext())) for cell in cells] == [
        ("string", text)
    ] * 2


def test_figures_below_zero_are_no_formula():
    assert exports.typed(Decimal("-3.5")) == Decimal("-3.5")
    assert exports.as_text(-3) == "-3"
    assert exports.as_text(Decimal("-3.50")) == "-3,50"


def test_nothing_yes_and_instants():
    instant = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert [exports.as_text(each) for each in (None, True, False, "")] == ["", "Oui", "Non", ""]
    assert exports.typed(instant).isoformat() == "2026-07-02T00:30:00"
    assert exports.as_text(instant) == "02/07/2026 00:30"


@given(st.text())
def test_any_text_can_be_written(text):
    """Whatever people have typed, control characters included, each format takes it."""
    for extension in exports.CONTENT_TYPES:
        assert content_of([Column("N", value="name")], [{"name": text}], extension)
    ods_table([Column("N", value="name")], [{"name": text}])


def test_an_object_gives_its_attributes():
    assert csv_rows([Column("Nom", value="name")], [SimpleNamespace(name="MJC")])[1] == ["MJC"]


def test_an_unknown_format_is_an_error():
    with pytest.raises(KeyError):
        exports.build("O", COLUMNS, [ROW], "exe")


def test_the_download_is_an_attachment_that_nobody_keeps():
    answer = exports.Download(exports.file_name("Été", "csv", DAY), exports.build("Été", COLUMNS, [ROW], "csv"))
    assert answer["Content-Disposition"] == 'attachment; filename="ete-2026-03-01.csv"'
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"


def test_the_buttons_post_to_the_list_with_its_filters(render):
    html = render(
        "{{ data_table(table, request) }}", "/?nom=a", table=Table("Liste", COLUMNS, [Row(["MJC"])], exports=True)
    )
    assert '<form class="table-block__exports" method="post" action="/?nom=a" data-download>' in html
    assert [f'name="format" value="{each}"' in html for each in ("csv", "ods", "xlsx")] == [True] * 3
    assert "csrfmiddlewaretoken" in html
