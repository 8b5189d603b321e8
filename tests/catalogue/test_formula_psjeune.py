"""The entitlement of PS Jeunes, each case worked by hand: 50 % × min(cost per ETP, 40 000 €) × ETP."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .examples import NARROW, NO_BREAK, activity, animator, financial, psjeune, without


def estimate(activity_data, financial_data, declaration_type="ACTUAL", year=2026):
    return psjeune(year).estimate(declaration_type, activity_data, financial_data)


def amount(cost: str, *etp: str) -> Decimal | None:
    rows = [animator(etp_asked=asked) for asked in etp]
    return estimate(activity() | {"animators": rows}, financial(animator_cost=cost)).amount


def test_one_post_below_the_ceiling_gives_half_of_its_cost():
    assert amount("36000.00", "1.00") == Decimal("18000.00")


def test_one_post_at_the_ceiling():
    assert amount("40000.00", "1.00") == Decimal("20000.00")


def test_one_post_above_the_ceiling_gives_half_of_the_ceiling():
    assert amount("52000.00", "1.00") == Decimal("20000.00")


def test_one_cent_above_the_ceiling_changes_nothing():
    assert amount("40000.01", "1.00") == Decimal("20000.00")


def test_a_half_time_has_half_of_the_ceiling():
    """30 000 € for 0.50 ETP is 60 000 €/ETP: 50 % × 40 000 × 0.50."""
    assert amount("30000.00", "0.50") == Decimal("10000.00")


def test_a_half_time_below_the_ceiling():
    """15 000 € for 0.50 ETP is 30 000 €/ETP: 50 % × 30 000 × 0.50."""
    assert amount("15000.00", "0.50") == Decimal("7500.00")


def test_several_animators_are_added():
    """70 000 € for 1.00 + 0.50 + 0.25 = 1.75 ETP is exactly 40 000 €/ETP."""
    assert amount("70000.00", "1.00", "0.50", "0.25") == Decimal("35000.00")


def test_the_ceiling_holds_for_the_posts_together():
    """100 000 € for 2.00 ETP is 50 000 €/ETP: 50 % × 40 000 × 2."""
    assert amount("100000.00", "1.00", "1.00") == Decimal("40000.00")


def test_a_cost_per_etp_that_never_ends_loses_no_cent():
    """25 000.01 € for 0.70 ETP: 35 714.30 €/ETP, half of the cost is 12 500.005 €, rounded up."""
    assert amount("25000.01", "0.70") == Decimal("12500.01")


def test_no_etp_gives_zero_without_a_division_by_zero():
    assert amount("36000.00", "0.00") == Decimal("0.00")
    assert estimate(activity() | {"animators": []}, financial(animator_cost="0.00")).amount == Decimal("0.00")


def test_no_cost_gives_zero():
    assert amount("0.00", "1.00") == Decimal("0.00")


@given(
    cost=st.decimals(min_value=0, max_value=30000, places=2),
    etp=st.lists(st.decimals(min_value=Decimal("0.75"), max_value=1, places=2), min_size=1, max_size=6),
)
def test_below_the_ceiling_it_is_half_of_the_cost_to_the_cent_whatever_the_etp(cost, etp):
    half_up = (cost * 100 // 2 + (cost * 100 % 2)) / 100
    assert amount(f"{cost:.2f}", *(f"{one:.2f}" for one in etp)) == half_up


@given(
    cost=st.decimals(min_value=0, max_value=10**7, places=2),
    etp=st.decimals(min_value=0, max_value=1, places=2),
)
def test_it_never_exceeds_half_of_the_cost_nor_half_of_the_ceiling(cost, etp):
    given_amount = amount(f"{cost:.2f}", f"{etp:.2f}")
    assert Decimal(0) <= given_amount <= min(cost / 2, 20000 * etp) + Decimal("0.005")


def test_the_explanation_can_be_followed_with_a_pocket_calculator():
    steps = estimate(activity(), financial(animator_cost="45000.00")).steps
    assert [step.label for step in steps] == [
        "ETP pour lesquels la PS est demandée",
        "Coût par ETP",
        "Coût retenu par ETP",
        "Droit estimé",
    ]
    assert [(step.value, step.unit) for step in steps] == [
        ("1.00", "ETP"),
        ("45000.00", "€/ETP"),
        ("40000.00", "€/ETP"),
        ("20000.00", "€"),
    ]
    plain = [step.detail.replace(NARROW, " ").replace(NO_BREAK, " ") for step in steps]
    assert plain == [
        "Somme des ETP demandés : 1,00 ETP",
        "45 000,00 € ÷ 1,00 ETP = 45 000,00 €/ETP",
        "Le plus petit du coût par ETP (45 000,00 €/ETP) et du plafond (40 000 €/ETP [à confirmer]) : 40 000,00 €/ETP",
        "50 % × 40 000,00 €/ETP × 1,00 ETP = 20 000,00 €",
    ]


def test_without_etp_the_explanation_leaves_out_the_cost_per_etp():
    steps = estimate(activity() | {"animators": []}, financial()).steps
    assert [step.code for step in steps] == ["requested_etp", "retained_cost_per_etp", "entitlement"]
    assert "(…)" in steps[1].detail


def test_the_estimate_is_indicative_because_the_ceiling_and_the_form_are_not_confirmed():
    found = estimate(activity(), financial())
    assert found.indicative
    assert {rate.code: rate.confirmed for rate in found.rates} == {"rate": True, "ceiling": False}


def test_thresholds_of_warnings_play_no_part_in_the_amount():
    assert {rate.code for rate in estimate(activity(), financial()).rates}.isdisjoint({"plausible_etp", "ps_tolerance"})


def test_empty_documents_say_what_is_missing():
    found = estimate({}, {})
    assert found.amount is None
    assert found.steps == []
    assert found.missing_fields == ["animators", "animator_cost"]
    assert found.missing == ["Animateurs", "Coût salarial chargé des postes d'animateurs concernés"]


def test_a_missing_cell_is_named_with_its_row():
    rows = [animator(), without(animator(), "etp_asked")]
    found = estimate(activity() | {"animators": rows}, financial())
    assert found.amount is None
    assert found.missing_fields == ["animators.1.etp_asked"]
    assert found.missing == ["ETP demandé pour la PS Jeunes (ligne 2)"]


def test_only_what_the_formula_reads_can_be_missing():
    cost_only = {"animator_cost": "36000.00"}
    assert estimate({"animators": [{"etp_asked": "1.00"}]}, cost_only).amount == Decimal("18000.00")


@pytest.mark.parametrize("junk", ["abc", "", None, 36000, 36000.0, [], {}, "NaN", "1e9", "-"])
def test_an_unreadable_value_counts_as_missing(junk):
    assert estimate(activity(), financial() | {"animator_cost": junk}).missing_fields == ["animator_cost"]
    assert estimate(activity(), {"animator_cost": junk}).amount is None


@pytest.mark.parametrize("junk", ["abc", None, 3, {"etp": "1"}, ["row"], [None]])
def test_an_unreadable_table_never_crashes(junk):
    documents = activity() | {"animators": junk}
    assert estimate(documents, financial()).amount == Decimal("0.00")
    psjeune().check("ACTUAL", documents, financial())
    psjeune().compute_indicators("ACTUAL", documents, financial())


@pytest.mark.parametrize("year", range(2020, 2027))
@pytest.mark.parametrize("declaration_type", ["FORECAST", "UPDATE", "ACTUAL"])
def test_every_year_and_type_uses_the_same_formula(year, declaration_type):
    assert estimate(activity(), financial(), declaration_type, year).amount == Decimal("18000.00")
