"""What formulas and messages read from a declaration."""

from decimal import Decimal

import pytest

from portal.catalogue.loading import Catalogue

from .examples import NARROW, NO_BREAK
from .files import small

ROWS = [{"size": "12", "level": "LOW"}, {"size": "8", "level": "HIGH"}, {"level": "HIGH"}]


def fact(tmp_path, formula: str, activity: dict, financial: dict | None = None, unit: str = "") -> Decimal | None:
    """The value of one derived figure of the small type."""
    edition = small(tmp_path, ("formula: hours * rate, unit: €", f'formula: "{formula}", unit: "{unit}"'))
    return edition.edition("CLUB", 2024).values("ACTUAL", activity, financial or {}).computed("aid")


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("count_rows('groups')", 3),
        ("count_rows('groups', 'size')", 2),
        ("count_rows('groups', 'level', 'HIGH')", 2),
        ("count_rows('groups', 'level', 'LOW')", 1),
    ],
)
def test_rows_are_counted(tmp_path, formula, value):
    assert fact(tmp_path, formula, {"groups": ROWS}) == value


def test_rows_are_summed_and_multiplied(tmp_path):
    assert fact(tmp_path, "sum_rows('groups', 'size')", {"groups": ROWS[:2]}) == 20
    assert fact(tmp_path, "sum_rows('groups', 'size', 'size')", {"groups": ROWS[:2]}) == 208


def test_a_sum_with_an_empty_cell_is_unknown(tmp_path):
    assert fact(tmp_path, "sum_rows('groups', 'size')", {"groups": ROWS}) is None


def test_a_sum_of_no_row_is_zero_and_of_no_answer_unknown(tmp_path):
    assert fact(tmp_path, "sum_rows('groups', 'size')", {"groups": []}) == 0
    assert fact(tmp_path, "sum_rows('groups', 'size')", {}) is None


@pytest.mark.parametrize(("answers", "value"), [({}, 0), ({"hours": ""}, 0), ({"hours": "0"}, 1), ({"hours": "5"}, 1)])
def test_zero_is_answered_and_nothing_is_not(tmp_path, answers, value):
    assert fact(tmp_path, "1 if answered('hours') else 0", answers) == value


@pytest.mark.parametrize(("answers", "value"), [({}, 0), ({"groups": []}, 1), ({"groups": ROWS}, 1)])
def test_a_table_without_rows_is_answered(tmp_path, answers, value):
    assert fact(tmp_path, "1 if answered('groups') else 0", answers) == value


def test_totals_are_names(tmp_path):
    accounts = {"account_64": "100.00", "account_70": "130.50"}
    assert fact(tmp_path, "total_produits - total_charges - balance + 7", {}, accounts) == 7


def test_an_optional_figure_may_be_left_out_of_a_formula(tmp_path):
    formula = "hours if answered('hours') else 10"
    assert fact(tmp_path, formula, {}) == 10
    assert fact(tmp_path, formula, {"hours": "3"}) == 3


def message(catalogue: Catalogue, activity: dict, financial: dict) -> str:
    found = {f.code: f for f in catalogue.edition("CLUB", 2024).check("ACTUAL", activity, financial)}
    return found["staff"].message.replace(NARROW, " ").replace(NO_BREAK, " ")


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{hours}", "1 200 heures"),
        ("{account_64}", "0,00 €"),
        ("{rate}", "0,54 €/h"),
        ("{aid}", "648,00 €"),
        ("{total_charges}", "0,00 €"),
        ("{balance}", "50,00 €"),
    ],
)
def test_a_message_shows_figures_with_their_units(tmp_path, template, shown):
    loaded = small(tmp_path, ("Indiquez les frais de personnel pour {hours}.", template))
    assert message(loaded, {"hours": "1200", "groups": []}, {"account_64": "0.00", "account_70": "50.00"}) == shown


def test_a_message_shows_what_is_unknown_as_an_ellipsis(tmp_path):
    loaded = small(tmp_path, ("Indiquez les frais de personnel pour {hours}.", "{account_70} ?"))
    assert message(loaded, {"hours": "1"}, {"account_64": "0.00"}) == "… ?"


def test_a_yes_or_no_is_a_condition_and_reads_as_a_word(tmp_path):
    loaded = small(
        tmp_path,
        (
            "kind: integer, unit: heures}",
            "kind: integer, unit: heures}\n      - {code: net, label: Net, kind: boolean}",
        ),
        ("rule: account_64 > 0 or hours == 0", "rule: not net"),
        ("Indiquez les frais de personnel pour {hours}.", "Net : {net}"),
    )
    assert message(loaded, {"net": "true"}, {}) == "Net : Oui"
    codes = {f.code for f in loaded.edition("CLUB", 2024).check("ACTUAL", {"net": "false"}, {})}
    assert "staff" not in codes


def test_a_derived_figure_means_the_whole_table_even_in_a_rule_about_each_row(tmp_path):
    """`aid` sums the column `size`; the rule of each row compares its own size with that sum."""
    loaded = small(
        tmp_path,
        ("formula: hours * rate", "formula: \"sum_rows('groups', 'size')\""),
        ("part: FINANCIAL", "part: ACTIVITY\n    each_row: groups"),
        ("rule: account_64 > 0 or hours == 0", "rule: size * 2 <= aid"),
        ("Indiquez les frais de personnel pour {hours}.", "{size} sur {aid}, {level}"),
        ("fields: [account_64]", "fields: [size]"),
    )
    found = [f for f in loaded.edition("CLUB", 2024).check("ACTUAL", {"groups": ROWS[:2]}, {}) if f.code == "staff"]
    assert [f.fields for f in found] == [["groups.0.size"]]
    assert found[0].message.replace(NO_BREAK, " ") == "Ligne 1 : 12 sur 20,00 €, Bas"


def test_a_formula_by_act_is_data_too(tmp_path):
    """30 % × min(charges / hours, ceiling) × hours × share of the general scheme, as the documentation shows."""
    loaded = small(
        tmp_path,
        (
            "  - {code: aid, label: Aide, formula: hours * rate, unit: €}\n",
            (
                "  - {code: cost, label: Prix de revient, formula: total_charges / hours, unit: €/h}\n"
                '  - {code: retained, label: Retenu, formula: "min(cost, ceiling) if hours > 0 else 0", unit: €/h}\n'
                "  - {code: aid, label: Aide, formula: rate / 100 * retained * hours * share / 100, unit: €}\n"
            ),
        ),
        (
            "  - {code: rate, label: Taux horaire, value: 0.54, unit: €/h, source: Tests., confirmed: true}\n",
            (
                '  - {code: rate, label: Taux, value: 30, unit: "%", source: Tests., confirmed: true}\n'
                "  - {code: ceiling, label: Plafond, value: 1.80, unit: €/h, source: Tests., confirmed: true}\n"
                '  - {code: share, label: Part, value: 99, unit: "%", source: Tests., confirmed: true}\n'
            ),
        ),
    )
    estimate = loaded.edition("CLUB", 2024).estimate("ACTUAL", {"hours": "1000"}, {"account_64": "2000.00"})
    assert estimate.amount == Decimal("534.60")
    assert not estimate.indicative
    assert loaded.edition("CLUB", 2024).estimate("ACTUAL", {"hours": "0"}, {"account_64": "2000.00"}).amount == 0


def test_one_rate_that_is_not_confirmed_makes_the_amount_indicative(tmp_path):
    loaded = small(tmp_path, ("source: Tests., confirmed: true}", "source: Tests., confirmed: false}"))
    assert loaded.edition("CLUB", 2024).estimate("ACTUAL", {"hours": "1"}, {}).indicative


def test_a_figure_that_the_formula_needs_is_missing_by_its_label(tmp_path):
    estimate = small(tmp_path).edition("CLUB", 2024).estimate("ACTUAL", {}, {})
    assert (estimate.amount, estimate.missing, estimate.missing_fields) == (None, ["Heures"], ["hours"])
