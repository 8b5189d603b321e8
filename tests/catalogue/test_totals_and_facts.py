"""Sums of the accounts, and the flat figures that statistics read."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .examples import activity, animator, financial, psjeune, without


def facts(activity_data, financial_data, declaration_type="ACTUAL"):
    return psjeune().facts(declaration_type, activity_data, financial_data)


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


def test_facts_hold_every_figure_totals_and_derived_values():
    found = facts(activity(), financial())
    expected = {
        "account_64": "48000.00",
        "animator_cost": "36000.00",
        "total_charges": "60000.00",
        "total_produits": "60000.00",
        "balance": "0.00",
        "girls_12_17": "40",
        "young_12_17": "85",
        "young_18_25": "15",
        "young": "100",
        "cost_per_young": "580.00",
        "requested_etp": "1.00",
        "employed_etp": "1.00",
        "cost_per_etp": "36000.00",
        "entitlement": "18000.00",
        "promeneurs_du_net": "1",
        "opening_hours": "1200.00",
    }
    assert {code: found[code] for code in expected} == {code: Decimal(value) for code, value in expected.items()}


def test_tables_give_their_count_and_sums():
    found = facts(activity(animator(), animator(etp="0.50", months="6", etp_asked="0.25")), financial())
    assert found["animators.count"] == 2
    assert found["animators.etp"] == Decimal("1.50")
    assert found["animators.etp_asked"] == found["requested_etp"] == Decimal("1.25")
    assert found["employed_etp"] == Decimal("1.25")


def test_what_is_not_answered_is_absent_and_not_zero():
    found = facts(without(activity(), "girls_12_17", "promeneurs_du_net"), without(financial(), "animator_cost"))
    unknown = {"girls_12_17", "young_12_17", "young", "cost_per_young", "animator_cost", "cost_per_etp", "entitlement"}
    assert unknown.isdisjoint(found)
    assert "promeneurs_du_net" not in found
    assert "men_18_25" in found


def test_a_ratio_by_zero_is_absent():
    nobody = activity(girls_12_17="0", boys_12_17="0", women_18_25="0", men_18_25="0")
    found = facts(nobody | {"animators": []}, financial())
    assert {"cost_per_young", "cost_per_etp"}.isdisjoint(found)
    assert (found["young"], found["entitlement"]) == (0, 0)


def test_empty_documents_give_totals_of_zero_only():
    assert set(facts({}, {})) == {
        "total_charges",
        "total_produits",
        "balance",
        "total_charges_without_contributions",
        "total_produits_without_contributions",
    }


def test_every_fact_has_a_label_and_a_unit():
    figures = {figure.code: figure for figure in psjeune().figures()}
    assert set(facts(activity(), financial())) == set(figures)
    assert all(figure.label for figure in figures.values())
    assert (figures["entitlement"].unit, figures["entitlement"].decimals) == ("€", 2)
    assert (figures["account_64"].part, figures["girls_12_17"].part) == ("FINANCIAL", "ACTIVITY")


def test_facts_are_exact_decimals():
    assert all(type(value) is Decimal for value in facts(activity(), financial()).values())
