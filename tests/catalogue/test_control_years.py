"""A control is added to a year, or taken from it, without touching the versions of the other years."""

import pytest

from portal.catalogue.loading import load_catalogue

from .examples import DATA
from .files import SMALL, line_of, problems, small, write

CONTROL = """\
  - code: {code}
    {years}severity: WARNING
    part: ACTIVITY
    rule: hours <= {most}
    message: "{{hours}} dépassent {most}."
    fields: [hours]
    source: Tests.
    confirmed: true
"""


def control(code: str = "long", years: str = "", most: str = "8784") -> str:
    return CONTROL.format(code=code, years=f"years: {years}\n    " if years else "", most=most)


def codes(edition) -> list[str]:
    return [each.code for each in edition.controls]


@pytest.fixture
def before(tmp_path):
    return small(tmp_path / "before")


def test_an_entry_of_the_file_names_its_own_years(tmp_path, before):
    """Beside those that hold every year; the other year keeps its version."""
    after = small(tmp_path / "after", ("\nderived:\n", control(years="2025") + "\nderived:\n"))
    assert codes(after.edition("CLUB", 2024)) == ["staff"]
    assert codes(after.edition("CLUB", 2025)) == ["staff", "long"]
    assert after.edition("CLUB", 2024).version == before.edition("CLUB", 2024).version
    assert after.edition("CLUB", 2025).version != before.edition("CLUB", 2025).version
    found = after.edition("CLUB", 2025).check("ACTUAL", {"hours": "9000"}, {})
    assert "long" in {each.code for each in found}


def test_the_version_is_that_of_the_control_whatever_the_way_it_is_dated(tmp_path):
    dated = small(tmp_path / "dated", ("\nderived:\n", control(years="2024-2025") + "\nderived:\n"))
    undated = small(tmp_path / "undated", ("\nderived:\n", control() + "\nderived:\n"))
    assert dated.edition("CLUB", 2024).version == undated.edition("CLUB", 2024).version


def test_another_file_adds_to_one_year(tmp_path, before):
    write(tmp_path / "shipped", "club/club.yaml", SMALL)
    write(tmp_path / "own", "club/more.yaml", f"type: CLUB\nyears: 2025\ncontrols:\n{control()}")
    after = load_catalogue([tmp_path / "shipped", tmp_path / "own"])
    assert codes(after.edition("CLUB", 2025)) == ["staff", "long"]
    assert after.edition("CLUB", 2024).version == before.edition("CLUB", 2024).version


def test_a_control_ends_with_a_year(tmp_path):
    after = small(tmp_path, ("  - code: staff\n", "  - code: staff\n    years: 2024\n"))
    assert (codes(after.edition("CLUB", 2024)), codes(after.edition("CLUB", 2025))) == (["staff"], [])


def test_a_year_that_repeats_another_adds_to_its_controls_or_changes_one(tmp_path):
    calendar, rates = SMALL[SMALL.index("calendar:") :], SMALL[SMALL.index("rates:") : SMALL.index("calendar:")]
    head = f"type: CLUB\nyears: 2026\nrepeats: 2025\n{rates}{calendar}controls:\n"
    write(tmp_path / "shipped", "club/club.yaml", SMALL)
    write(tmp_path / "own", "club/2026.yaml", head + control() + control("staff", most="9"))
    after = load_catalogue([tmp_path / "shipped", tmp_path / "own"])
    assert sorted(codes(after.edition("CLUB", 2026))) == ["long", "staff"]
    assert {each.code: each.part for each in after.edition("CLUB", 2026).controls}["staff"] == "ACTIVITY"
    assert {each.code: each.part for each in after.edition("CLUB", 2025).controls}["staff"] == "FINANCIAL"


def test_a_control_is_given_once_for_a_year(tmp_path):
    write(tmp_path / "shipped", "club/club.yaml", SMALL)
    write(tmp_path / "own", "club/more.yaml", f"type: CLUB\ncontrols:\n{control('staff', years='2025')}")
    [found] = problems(tmp_path / "shipped", tmp_path / "own")
    assert found.startswith("more.yaml:3: control staff of 2025 is already given at ")
    assert found.endswith(f"club.yaml:{line_of('code: staff')}")


def test_a_control_of_another_file_is_told_by_its_own_line(tmp_path):
    write(tmp_path / "shipped", "club/club.yaml", SMALL)
    write(tmp_path / "own", "club/more.yaml", f"type: CLUB\nyears: 2025\ncontrols:\n{control(most='nothing')}")
    [found] = problems(tmp_path / "shipped", tmp_path / "own")
    assert found.startswith("more.yaml:7: unknown name nothing")


def test_the_editions_that_are_shipped_keep_their_versions():
    """Transmitted declarations name them: a change of the code that reads the files changes none."""
    editions = load_catalogue([DATA]).types["PSJEUNE"].editions
    assert {year: edition.version.rpartition("-")[2] for year, edition in editions.items() if year < 2026} == {
        2020: "74b66b237856",
        2021: "eabf9c81f230",
        2022: "690fa86e590f",
        2023: "5645218c28a6",
        2024: "9b0ceeeb2cfc",
        2025: "6c9c9db66181",
    }
