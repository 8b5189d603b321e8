"""A list as a file: typed cells, no formula, never more columns than the screen."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import openpyxl
import pytest
import tablib
from hypothesis import given
from hypothesis import strategies as st

from portal.ui import exports
from portal.ui.tables import Column, Row, Table

DAY = date(2026, 3, 1)
COLUMNS = [
    Column("Nom", sort="name", value="name"),
    Column("Montant (€)", value="amount"),
    Column("Ouverture", value="opens_on"),
    Column("Commune", value=lambda row: row["town"].upper()),
    Column("Autres actions"),
]
ROW = {"name": "MJC", "amount": Decimal("1234.50"), "opens_on": DAY, "town": "Amiens", "secret": "tu"}


def csv_rows(columns, rows) -> list[list[str]]:
    content = exports.build("Organismes", columns, rows, "csv", DAY).content
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_csv_is_read_by_french_spreadsheets():
    """Byte order mark, semicolons, dates and decimals as they are written in France."""
    file = exports.build("Organismes partenaires", COLUMNS, [ROW], "csv", DAY)
    assert file.content.startswith(b"\xef\xbb\xbf")
    assert (file.name, file.rows) == ("organismes-partenaires-2026-03-01.csv", 1)
    assert csv_rows(COLUMNS, [ROW]) == [
        ["Nom", "Montant (€)", "Ouverture", "Commune"],
        ["MJC", "1234,50", "01/03/2026", "AMIENS"],
    ]


def test_a_file_has_no_more_columns_than_the_screen():
    """What is exported is said by the columns of the table: nothing else of a row leaves."""
    for extension in exports.CONTENT_TYPES:
        sheet = exports.build("O", COLUMNS, [ROW], extension, DAY)
        assert b"secret" not in sheet.content
    assert [column.label for column in COLUMNS if column.value is None] == ["Autres actions"]


def test_an_xlsx_keeps_dates_and_figures():
    sheet = openpyxl.load_workbook(io.BytesIO(exports.build("A/B: liste", COLUMNS, [ROW], "xlsx", DAY).content)).active
    assert sheet.title == "A B  liste"
    name, amount, opens_on, _ = (cell.value for cell in sheet[2])
    assert (name, amount, opens_on.date()) == ("MJC", 1234.5, DAY)
    assert sheet["C2"].is_date


def test_an_ods_keeps_dates_and_figures():
    content = exports.build("Organismes", COLUMNS, [ROW], "ods", DAY).content
    sheet = tablib.Dataset().load(content, format="ods")
    assert sheet.headers == ["Nom", "Montant (€)", "Ouverture", "Commune"]
    name, amount, opens_on, _ = sheet[0]
    assert (name, float(amount), str(opens_on)[:10]) == ("MJC", 1234.5, "2026-03-01")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\uff1d", "\uff20"])
def test_text_that_would_be_a_formula_is_neutralised(start):
    """An apostrophe stands in front, in all formats and in headers as well."""
    text = f"{start}HYPERLINK(1)"
    assert csv_rows([Column(text, value="name")], [{"name": text}]) == [[f"'{text}"], [f"'{text}"]]
    content = exports.build("O", [Column("N", value="name")], [{"name": text}], "xlsx", DAY).content
    cell = openpyxl.load_workbook(io.BytesIO(content)).active["A2"]
    assert (cell.data_type, cell.value[0]) == ("s", "'")


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
        assert exports.build("O", [Column("N", value="name")], [{"name": text}], extension, DAY).rows == 1


def test_an_object_gives_its_attributes():
    assert csv_rows([Column("Nom", value="name")], [SimpleNamespace(name="MJC")])[1] == ["MJC"]


def test_office_formats_have_a_limit_and_csv_has_none(monkeypatch):
    """A table that is too long offers CSV alone; who asks anyway is refused before the file is built."""
    monkeypatch.setattr(exports, "OFFICE_ROWS", 2)
    rows = [{"name": str(number)} for number in range(3)]
    columns = [Column("Nom", value="name")]
    assert [value for value, _ in exports.formats(2)] == ["csv", "ods", "xlsx"]
    assert [value for value, _ in exports.formats(3)] == ["csv"]
    assert exports.build("O", columns, rows, "csv", DAY).rows == 3
    for extension in ("ods", "xlsx"):
        with pytest.raises(exports.TooManyRows):
            exports.build("O", columns, rows, extension, DAY)
        assert exports.build("O", columns, rows[:2], extension, DAY).rows == 2


def test_an_unknown_format_is_an_error():
    with pytest.raises(KeyError):
        exports.build("O", COLUMNS, [ROW], "exe", DAY)


def test_the_download_is_an_attachment_that_nobody_keeps():
    answer = exports.answer(exports.build("Été", COLUMNS, [ROW], "csv", DAY))
    assert answer["Content-Disposition"] == 'attachment; filename="ete-2026-03-01.csv"'
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"


def test_the_buttons_post_to_the_list_with_its_filters(render):
    html = render("{% data_table table %}", "/?nom=a", table=Table("Liste", COLUMNS, [Row(["MJC"])], exports=True))
    assert '<form class="table-block__exports" method="post" action="/?nom=a" data-download>' in html
    assert [f'name="format" value="{each}"' in html for each in ("csv", "ods", "xlsx")] == [True] * 3
    assert "csrfmiddlewaretoken" in html


def test_a_long_list_says_why_it_offers_csv_alone(render):
    table = Table("Liste", COLUMNS, [Row(["MJC"])], exports=True, count=exports.OFFICE_ROWS + 1)
    html = render("{% data_table table %}", table=table)
    assert 'value="ods"' not in html
    assert "au plus 5\u202f000\u00a0lignes" in html
