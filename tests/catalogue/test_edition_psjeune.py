"""PS Jeunes as data: what it asks, when, and by which name its text goes."""

from datetime import date
from decimal import Decimal

import pytest

from portal.catalogue.loading import load_catalogue

from .examples import DATA, NO_BREAK, SHIPPED, psjeune

ACCOUNTS = {
    "CHARGES": "60 61 62 63A 63B 64 65 66 67 68 69 86",
    "PRODUITS": "70 70623 70624 70641 70642 708 741 742 743 744 7451 7452 746 747 748 75 76 77 78 79 87",
}


def test_the_type_its_nature_and_its_years():
    found = SHIPPED.types["PSJEUNE"]
    assert (found.code, found.label) == ("PSJEUNE", "PS Jeunes")
    assert found.natures == {"STRUCTURE_JEUNESSE": "Structure Jeunesse"}
    assert found.years == [2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027]


@pytest.mark.parametrize("side", ["CHARGES", "PRODUITS"])
def test_the_accounts_stand_in_order_on_their_side(side):
    questions = psjeune().questionnaire("FINANCIAL", "FORECAST").fields()
    assert " ".join(question.number for question in questions if question.side == side) == ACCOUNTS[side]


def test_an_account_is_an_amount_in_euros_from_zero():
    question = psjeune().questionnaire("FINANCIAL", "ACTUAL").question("account_63a")
    assert question.label == "Impôts et taxes liés aux frais de personnel"
    assert (question.kind, question.unit, question.decimals) == ("amount", "€", 2)
    assert (question.minimum, question.required) == (Decimal(0), True)


def test_the_cost_of_the_posts_stands_outside_the_sums():
    question = psjeune().questionnaire("FINANCIAL", "ACTUAL").question("animator_cost")
    assert (question.side, question.number) == ("", "")


def test_the_table_of_animators():
    table = psjeune().questionnaire("ACTIVITY", "FORECAST").table("animators")
    assert [column.code for column in table.columns] == ["diploma", "etp", "months", "etp_asked"]
    assert all(column.required for column in table.columns)
    assert (table.min_rows, table.max_rows) == (0, 40)


def test_the_questions_of_the_activity_follow_its_sections():
    sections = psjeune().questionnaire("ACTIVITY", "ACTUAL").sections
    assert [section.code for section in sections] == [
        "staff", "public", "opening", "projects", "outreach", "families",
    ]  # fmt: skip
    assert [question.code for question in sections[1].questions] == [
        "girls_12_17", "boys_12_17", "women_18_25", "men_18_25",
    ]  # fmt: skip


def test_a_column_is_found_by_its_table():
    questionnaire = psjeune().questionnaire("ACTIVITY", "ACTUAL")
    assert questionnaire.question("animators.months").maximum == 12
    for unknown in ("animators", "animators.age", "age"):
        with pytest.raises(KeyError):
            questionnaire.question(unknown)


@pytest.mark.parametrize(
    ("key", "opens_on", "due_on"),
    [
        ("FORECAST", date(2025, 12, 15), date(2026, 2, 13)),
        ("UPDATE_JUNE", date(2026, 6, 15), date(2026, 7, 10)),
        ("UPDATE_SEPTEMBER", date(2026, 9, 17), date(2026, 10, 12)),
        ("ACTUAL", date(2027, 1, 16), date(2027, 3, 31)),
    ],
)
def test_the_calendar_of_2026(key, opens_on, due_on):
    opening = psjeune(2026).calendar(key)
    assert (opening.opens_on, opening.due_on) == (opens_on, due_on)


def test_openings_name_their_type_and_period():
    assert [(declaration, period) for declaration, period, *_ in psjeune(2021).openings()] == [
        ("FORECAST", ""),
        ("UPDATE", "JUNE"),
        ("UPDATE", "SEPTEMBER"),
        ("ACTUAL", ""),
    ]


def test_another_period_is_a_key_error():
    with pytest.raises(KeyError):
        psjeune().calendar("UPDATE")


def test_french_marks_are_bound_to_their_words():
    """Authors type ordinary spaces; nobody sees a lonely « : » at the start of a line."""
    for control in psjeune().controls:
        assert " :" not in control.message
        assert " %" not in control.message
    assert (
        f"pour information{NO_BREAK}:" in {c.code: c.message.lower() for c in psjeune().controls}["cost_above_ceiling"]
    )


def test_every_amount_in_the_data_says_where_it_comes_from():
    for year in SHIPPED.types["PSJEUNE"].years:
        rates = psjeune(year).rates_by_code
        # 2027 is carried forward from 2026: nothing of it is confirmed.
        assert (rates["rate"].value, rates["rate"].unit, rates["rate"].confirmed) == (50, "%", year < 2027)
        assert (rates["ceiling"].value, rates["ceiling"].unit, rates["ceiling"].confirmed) == (40000, "€/ETP", False)
        assert all(rate.source for rate in rates.values())


def test_the_version_is_stable_and_differs_by_content():
    again = load_catalogue([DATA])
    for year in SHIPPED.types["PSJEUNE"].years:
        assert psjeune(year).sha == again.edition("PSJEUNE", year).sha
    versions = {psjeune(year).version for year in SHIPPED.types["PSJEUNE"].years}
    assert len(versions) == 8
    assert psjeune(2026).version == f"PSJEUNE-2026-{psjeune(2026).sha[:12]}"
    assert len(psjeune().sha) == 64


def test_adding_a_year_to_the_files_does_not_change_the_versions_of_the_others(tmp_path):
    folder = tmp_path / "psjeune"
    folder.mkdir()
    for path in (DATA / "psjeune").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        text = text.replace("years: 2027\n", "years: 2027-2028\n")
        (folder / path.name).write_text(text, encoding="utf-8")
    longer = load_catalogue([tmp_path])
    assert longer.types["PSJEUNE"].years[-1] == 2028
    for year in SHIPPED.types["PSJEUNE"].years:
        assert longer.edition("PSJEUNE", year).sha == psjeune(year).sha


def test_a_changed_rate_changes_the_version(tmp_path):
    folder = tmp_path / "psjeune"
    folder.mkdir()
    for path in (DATA / "psjeune").glob("*.yaml"):
        text = path.read_text(encoding="utf-8").replace("value: 50", "value: 51")
        (folder / path.name).write_text(text, encoding="utf-8")
    assert load_catalogue([tmp_path]).edition("PSJEUNE", 2026).sha != psjeune(2026).sha
