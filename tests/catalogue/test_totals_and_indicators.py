"""Sums of the accounts, and the figures that statistics keep."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .examples import SHIPPED, activity, animator, financial, psjeune, without
from .files import broken, small


def indicators(activity_data, financial_data, declaration_type="ACTUAL"):
    return psjeune().compute_indicators(declaration_type, activity_data, financial_data)


def computed(code, activity_data, financial_data):
    """A derived figure, or a sum of the accounts."""
    return psjeune().values("ACTUAL", activity_data, financial_data).computed(code)


def test_charges_and_produits_are_summed_with_their_contributions():
    totals = psjeune().totals(financial())
    assert (totals.charges, totals.produits) == (Decimal("60000.00"), Decimal("60000.00"))
    assert totals.charges_without_contributions == Decimal("58000.00")
    assert totals.produits_without_contributions == Decimal("58000.00")


@pytest.mark.parametrize(
    ("subsidy", "balance", "label"),
    [("40000.00", "0", "équilibre"), ("40000.01", "0.01", "excédent"), ("39000.00", "-1000", "déficit")],
)
def test_the_result_is_named(subsidy, balance, label):
    totals = psjeune().totals(financial(account_744=subsidy))
    assert (totals.balance, totals.label) == (Decimal(balance), label)


def test_the_cost_of_the_posts_is_not_added_twice():
    assert psjeune().totals(financial(animator_cost="1.00")) == psjeune().totals(financial())


@pytest.mark.parametrize("documents", [{}, {"account_60": "abc"}, {"account_60": None}, {"unknown": "5.00"}])
def test_totals_of_nothing_readable_are_zero(documents):
    totals = psjeune().totals(documents)
    assert (totals.charges, totals.produits, totals.label) == (0, 0, "équilibre")


@given(st.lists(st.integers(min_value=0, max_value=10**13), min_size=12, max_size=12))
def test_sums_are_exact_to_the_cent(cents):
    codes = [q.code for q in psjeune().questionnaire("FINANCIAL", "ACTUAL").fields() if q.side == "CHARGES"]
    document = {code: f"{Decimal(value) / 100:.2f}" for code, value in zip(codes, cents, strict=True)}
    assert psjeune().totals(document).charges * 100 == sum(cents)


def test_indicators_are_volumes_costs_accounts_and_the_entitlement():
    assert indicators(activity(), financial()) == {
        "young": Decimal(100),
        "opening_hours": Decimal("1200.00"),
        "youth_projects": Decimal(activity()["youth_projects"]),
        "requested_etp": Decimal("1.00"),
        "cost_per_etp": Decimal("36000.00"),
        "cost_per_young": Decimal("580.00"),
        "total_charges": Decimal("60000.00"),
        "total_produits": Decimal("60000.00"),
        "staff_costs": sum_of("63a", "64"),
        "public_subsidies": sum_of("741", "742", "743", "744", "7451", "746", "748"),
        "caf_funding": sum_of("70623", "70624", "7452"),
        "caf_share": (sum_of("70623", "70624", "7452") / 600).quantize(Decimal("0.01")),
        "entitlement": Decimal("18000.00"),
    }


def sum_of(*accounts: str) -> Decimal:
    return sum((Decimal(financial()[f"account_{account}"]) for account in accounts), Decimal(0))


def test_every_year_declares_the_same_indicators_each_with_a_label_and_a_unit():
    every = [edition.indicators for edition in SHIPPED.types["PSJEUNE"].editions.values()]
    assert len(set(every)) == 1
    assert len(every[0]) == 13
    assert all(spec.label and spec.unit for spec in every[0])


def test_derived_figures_sum_the_rows_of_the_table():
    rows = activity(animator(), animator(etp="0.50", months="6", etp_asked="0.25"))
    assert computed("requested_etp", rows, financial()) == Decimal("1.25")
    assert computed("employed_etp", rows, financial()) == Decimal("1.25")
    assert computed("young_12_17", rows, financial()) == 85


def test_what_is_not_answered_is_absent_and_not_zero():
    found = indicators(without(activity(), "girls_12_17"), without(financial(), "animator_cost", "account_741"))
    assert {"young", "cost_per_young", "cost_per_etp", "entitlement", "public_subsidies"}.isdisjoint(found)
    assert {"staff_costs", "total_charges"} <= set(found)


def test_a_ratio_by_zero_is_absent():
    nobody = activity(girls_12_17="0", boys_12_17="0", women_18_25="0", men_18_25="0")
    found = indicators(nobody | {"animators": []}, financial())
    assert {"cost_per_young", "cost_per_etp"}.isdisjoint(found)
    assert (found["young"], found["entitlement"]) == (0, 0)


def test_empty_documents_give_totals_of_zero_only():
    assert indicators({}, {}) == {"total_charges": 0, "total_produits": 0}


def test_indicators_are_exact_decimals():
    assert all(type(value) is Decimal for value in indicators(activity(), financial()).values())


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{code: aid, label: Aide, kind: COST, unit: €, formula: hours}", "the code aid is used twice"),
        ("{code: nothing, label: Rien, kind: COST, unit: €}", "there is no figure nothing: give its formula"),
        ("{code: level, label: Niveau, kind: COST, unit: €}", "there is no figure level: give its formula"),
        ("{code: mine, label: A, kind: COST, unit: €, formula: hours + nothing}", "unknown name nothing"),
        ("{code: mine, label: A, kind: COST, unit: €, formula: hours > 1}", "this must give a figure"),
    ],
)
def test_an_indicator_that_cannot_be_computed_stops_the_start(tmp_path, line, reason):
    found = broken(tmp_path, ("\nderived:\n", f"\nindicators:\n  - {line}\n\nderived:\n"))
    assert reason in found[0]


def test_indicators_are_no_part_of_the_version(tmp_path):
    """Whoever adds one reads it from what was transmitted: nothing that was asked or computed has changed."""
    line = "  - {code: aid, label: Aide, kind: ENTITLEMENT, unit: €}\n"
    with_one = small(tmp_path / "one", ("\nderived:\n", f"\nindicators:\n{line}\nderived:\n")).edition("CLUB", 2024)
    assert with_one.version == small(tmp_path / "none").edition("CLUB", 2024).version
    assert with_one.compute_indicators("ACTUAL", {"hours": "100"}, {}) == {"aid": 54}
