"""YAML as the catalogue reads it: what is written is what is meant, and every value knows its line."""

from decimal import Decimal

import pytest

from portal.catalogue.errors import BrokenCatalogueError, Problem
from portal.catalogue.reading import Text
from portal.catalogue.schema import day_in, placeholders, typography

from .files import write


def read(folder, text: str) -> Text:
    return Text(write(folder, "club/any.yaml", text))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("0.54", Decimal("0.54")),
        ("1.10", Decimal("1.10")),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("012", "012"),
        ("'12'", "12"),
        ('"0.54"', "0.54"),
        ("no", "no"),
        ("Yes", "Yes"),
        ("on", "on"),
        ("1e3", "1e3"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        (".5", ".5"),
        (".inf", ".inf"),
        ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"),
        ("63A", "63A"),
        ("été", "été"),
    ],
)
def test_only_plain_numbers_and_words_are_more_than_text(tmp_path, written, value):
    found = read(tmp_path, f"key: {written}\n").data["key"]
    assert (found, type(found)) == (value, type(value))


def test_a_decimal_is_never_a_float(tmp_path):
    assert read(tmp_path, "a: 0.1\nb: 0.2\n").data == {"a": Decimal("0.1"), "b": Decimal("0.2")}


def test_python_objects_are_not_built(tmp_path):
    data = read(tmp_path, "a: !!python/object/apply:os.system ['false']\nb: !!float 1.5\n").data
    assert data == {"a": ["false"], "b": Decimal("1.5")}


NESTED = """\
# a comment
type: CLUB

rates:
  - code: one
    value: 1
  - code: two

    value: 2
"""


@pytest.mark.parametrize(
    ("location", "line"),
    [
        ((), 1),
        (("type",), 2),
        (("rates",), 4),
        (("rates", 0), 5),
        (("rates", 0, "value"), 6),
        (("rates", 1), 7),
        (("rates", 1, "value"), 9),
        (("rates", 1, "source"), 7),
        (("rates", 1, "value", "decimal", "deeper"), 9),
        (("calendar",), 1),
    ],
)
def test_a_value_knows_its_line_and_a_missing_one_that_of_what_lacks_it(tmp_path, location, line):
    assert read(tmp_path, NESTED).line(location) == line


def test_a_value_over_several_lines_stands_where_its_key_is(tmp_path):
    assert read(tmp_path, "a: 1\nlong: >-\n  one\n  two\n").line(("long",)) == 2


@pytest.mark.parametrize("text", ["a: &x {a: *x}\n", "a: &x [1]\nb: *x\n"])
def test_a_value_that_contains_itself_is_refused_and_not_followed(tmp_path, text):
    with pytest.raises(BrokenCatalogueError, match="anchors and aliases"):
        read(tmp_path, text)


def test_two_documents_in_a_file_are_refused(tmp_path):
    with pytest.raises(BrokenCatalogueError, match=r"any\.yaml:2: not YAML"):
        read(tmp_path, "a: 1\n---\nb: 2\n")


def test_problems_are_told_once_in_the_order_of_the_files_with_their_years(tmp_path):
    one, two = tmp_path / "a.yaml", tmp_path / "b.yaml"
    error = BrokenCatalogueError(
        [Problem(two, 1, "z"), Problem(one, 9, "y", (2025,)), Problem(one, 9, "y", (2024,)), Problem(two, 1, "z")]
    )
    assert [str(problem) for problem in error.problems] == [f"{one}:9: y (in 2024, 2025)", f"{two}:1: z"]


@pytest.mark.parametrize(
    ("typed", "read_by_people"),
    [
        ("« Achats »", "«\u00a0Achats\u00a0»"),
        ("Attention : 10 % ou 5 € ?", "Attention\u00a0: 10\u00a0% ou 5\u00a0€\u00a0?"),
        ("Vérifiez ; corrigez !", "Vérifiez\u00a0; corrigez\u00a0!"),
        ("Rien à changer, 12:30", "Rien à changer, 12:30"),
        ("déjà\u00a0: lié", "déjà\u00a0: lié"),
    ],
)
def test_french_typography(typed, read_by_people):
    assert typography(typed) == read_by_people


@pytest.mark.parametrize(
    ("written", "day"),
    [("15/12/N-1", "2025-12-15"), ("13/02/N", "2026-02-13"), ("31/03/N+1", "2027-03-31"), ("30/06/N+2", "2028-06-30")],
)
def test_a_day_is_told_from_the_fiscal_year(written, day):
    assert day_in(written, 2026).isoformat() == day


def test_the_names_in_a_message():
    assert placeholders("De {a} à {b_2}, sans {} ni {A b}") == ["a", "b_2", "", "A b"]
