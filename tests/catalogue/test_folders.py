"""Adding a year or a type is data: in the project's folder, or in an instance's own."""

from decimal import Decimal

import pytest

from portal.catalogue.errors import CatalogueError, UnknownEditionError
from portal.catalogue.loading import load_catalogue

from .examples import DATA, SHIPPED
from .files import SMALL, problems, write

HEAD = "type: CLUB\nlabel: Club\nnatures: {CLUB: Club de jeunes}\n"
CALENDAR = SMALL[SMALL.index("calendar:") :]
NEXT_YEAR = f"""\
type: CLUB
years: 2026
repeats: 2025
rates:
  - {{code: rate, label: Taux horaire, value: 0.60, unit: €/h, source: Décision 2026., confirmed: true}}
{CALENDAR}"""


@pytest.fixture
def shipped(tmp_path):
    write(tmp_path / "shipped", "club/club.yaml", SMALL)
    return tmp_path / "shipped"


@pytest.fixture
def own(tmp_path):
    return tmp_path / "own"


def test_an_instance_adds_a_year_with_a_short_file(shipped, own):
    write(own, "club/2026.yaml", NEXT_YEAR)
    found = load_catalogue([shipped, own])
    assert found.types["CLUB"].years == [2024, 2025, 2026]
    assert found.edition("CLUB", 2026).estimate("ACTUAL", {"hours": "100"}, {}).amount == Decimal("60.00")
    assert found.edition("CLUB", 2025).estimate("ACTUAL", {"hours": "100"}, {}).amount == Decimal("54.00")


def test_a_year_may_change_one_block_and_repeat_the_others(shipped, own):
    entitlement = "derived:\n  - {code: aid, label: Aide, formula: hours * rate * 2, unit: €}\n"
    write(own, "club/2026.yaml", NEXT_YEAR + entitlement)
    assert load_catalogue([shipped, own]).edition("CLUB", 2026).estimate(
        "ACTUAL", {"hours": "1"}, {}
    ).amount == Decimal("1.20")


def test_years_may_repeat_one_another(shipped, own):
    write(own, "club/2026.yaml", NEXT_YEAR)
    write(own, "club/2027.yaml", NEXT_YEAR.replace("2026", "2027").replace("repeats: 2025", "repeats: 2026"))
    assert load_catalogue([shipped, own]).types["CLUB"].years == [2024, 2025, 2026, 2027]


def test_rates_and_dates_are_never_repeated_in_silence(shipped, own):
    write(own, "club/2026.yaml", "type: CLUB\nyears: 2026\nrepeats: 2025\n" + CALENDAR)
    assert "unknown name rate" in problems(shipped, own)[0]
    write(own, "club/2026.yaml", NEXT_YEAR.replace(CALENDAR, ""))
    assert "CLUB 2026 is incomplete: no calendar" in problems(shipped, own)[0]


@pytest.mark.parametrize("repeated", ["2019", "2026"])
def test_there_must_be_something_to_repeat(shipped, own, repeated):
    write(own, "club/2026.yaml", NEXT_YEAR.replace("repeats: 2025", f"repeats: {repeated}"))
    assert f"2026.yaml:3: there is no year {repeated} to repeat in 2026" in problems(shipped, own)


def test_a_later_folder_may_not_redefine_a_year(shipped, own):
    write(own, "club/mine.yaml", "type: CLUB\nyears: 2025-2026\n" + CALENDAR)
    found = problems(shipped, own)
    assert len(found) == 1
    assert found[0].startswith("mine.yaml:3: calendar of 2025 is already given at ")
    assert found[0].endswith(f"club.yaml:{SMALL[: SMALL.index('calendar:')].count(chr(10)) + 1}")


def test_a_later_folder_may_not_redefine_a_rate(shipped, own):
    write(
        own,
        "club/rates.yaml",
        """\
        type: CLUB
        rates:
          - {code: rate, label: Taux, value: 9, years: 2024, source: Nous., confirmed: true}
        """,
    )
    assert problems(shipped, own)[0].startswith("rates.yaml:3: rate rate of 2024 is already given at ")


def test_a_later_folder_may_not_rename_a_type(shipped, own):
    write(own, "club/mine.yaml", HEAD)
    assert problems(shipped, own)[0].startswith("mine.yaml:2: the label and natures of CLUB are already at ")


def test_overlapping_ranges_in_one_folder_are_refused(shipped):
    write(shipped, "club/again.yaml", "type: CLUB\nyears: 2020-2024\n" + CALENDAR)
    assert "calendar of 2024 is already given at" in "\n".join(problems(shipped))


def test_an_instance_adds_a_type_beside_the_shipped_ones(own):
    write(own, "club/club.yaml", SMALL)
    found = load_catalogue([DATA, own])
    assert {"CLUB", "PSJEUNE"} <= set(found.types)
    assert found.types["CLUB"].natures == {"CLUB": "Club de jeunes"}


def test_a_type_needs_a_label_natures_and_a_year(own):
    write(own, "club/a.yaml", "type: CLUB\nyears: 2024\n" + CALENDAR)
    assert problems(own) == ["a.yaml:1: no file of CLUB gives its label and natures"]
    write(own, "club/a.yaml", "type: CLUB\nlabel: Club\n")
    assert problems(own) == ["a.yaml:2: a type has both a label and natures"]
    write(own, "club/a.yaml", HEAD)
    assert problems(own) == ["a.yaml:1: CLUB has no fiscal year"]


def test_numbers_keep_what_is_written(own):
    """An account « 070 », a label « 12 », an amount « 0.10 » and a label « NO » stay as they are typed."""
    text = SMALL.replace("label: Heures", "label: NO").replace("value: 0.54", "value: 0.10")
    write(own, "club/club.yaml", text.replace("number: 70", "number: 070").replace("title: Public", "title: 12"))
    edition = load_catalogue([own]).edition("CLUB", 2024)
    assert edition.questionnaire("ACTIVITY", "ACTUAL").question("hours").label == "NO"
    assert edition.questionnaire("ACTIVITY", "ACTUAL").sections[0].title == "12"
    assert edition.questionnaire("FINANCIAL", "ACTUAL").question("account_70").number == "070"
    assert edition.rates_by_code["rate"].value == Decimal("0.10")


def test_a_missing_edition_is_told_plainly():
    with pytest.raises(UnknownEditionError, match="no edition of PSJEUNE for 1999"):
        SHIPPED.edition("PSJEUNE", 1999)
    with pytest.raises(UnknownEditionError, match="no activity type LAEP"):
        SHIPPED.edition("LAEP", 2026)
    assert issubclass(UnknownEditionError, CatalogueError)
    assert issubclass(UnknownEditionError, KeyError)
