"""Each control of PS Jeunes: one declaration that passes, one that does not."""

import pytest

from .examples import NARROW, NO_BREAK, activity, animator, financial, findings, psjeune, without

TYPES = ["FORECAST", "UPDATE", "ACTUAL"]


def plain(message: str) -> str:
    return message.replace(NARROW, " ").replace(NO_BREAK, " ")


@pytest.mark.parametrize("declaration_type", TYPES)
def test_a_complete_and_coherent_declaration_has_no_finding(declaration_type):
    assert findings(declaration_type, activity(), financial()) == {}


def test_every_control_is_covered_here():
    """A control added to the data without a test fails this."""
    source = globals()
    for control in psjeune().controls:
        assert any(control.code in name for name in source if name.startswith("test_")), control.code


def test_forecast_balances():
    found = findings("FORECAST", activity(), financial(account_744="39999.99"))["forecast_balances"]
    assert (found.severity, found.part, found.justification) == ("BLOCKING", "FINANCIAL", False)
    assert "(60 000,00 €)" in plain(found.message)
    assert "(59 999,99 €)" in plain(found.message)


@pytest.mark.parametrize("declaration_type", ["UPDATE", "ACTUAL"])
def test_forecast_balances_is_asked_of_no_other_type(declaration_type):
    assert findings(declaration_type, activity(), financial(account_744="10000.00")) == {}


def test_contributions_equal():
    found = findings("ACTUAL", activity(), financial(account_87="1999.99"))["contributions_equal"]
    assert found.severity == "BLOCKING"
    assert found.fields == ["account_86", "account_87"]
    assert plain(found.message) == "Inscrivez le même montant aux comptes 86 (2 000,00 €) et 87 (1 999,99 €)."


def test_contributions_equal_accepts_two_zeros():
    assert findings("ACTUAL", activity(), financial(account_86="0.00", account_87="0.00")) == {}


def test_staff_costs_with_etp():
    spoiled = financial(account_64="0.00", account_63a="50000.00")
    found = findings("ACTUAL", activity(), spoiled)["staff_costs_with_etp"]
    assert (found.severity, found.fields) == ("BLOCKING", ["account_64"])
    assert "1,00 ETP" in plain(found.message)


def test_staff_costs_with_etp_asks_nothing_without_etp():
    no_etp = activity(animator(etp_asked="0.00"))
    spoiled = financial(account_64="0.00", animator_cost="0.00", account_70623="0.00")
    assert set(findings("ACTUAL", no_etp, spoiled)) == {"requested_etp_given"}


def test_post_cost_with_etp():
    spoiled = financial(animator_cost="0.00", account_70623="0.00")
    found = findings("ACTUAL", activity(), spoiled)
    assert set(found) == {"post_cost_with_etp"}
    assert (found["post_cost_with_etp"].severity, found["post_cost_with_etp"].fields) == ("BLOCKING", ["animator_cost"])


def test_post_cost_within_staff_costs():
    """36 000 € of posts in 33 999.99 + 2 000 € of staff."""
    found = findings("ACTUAL", activity(), financial(account_64="33999.99"))["post_cost_within_staff_costs"]
    assert found.severity == "BLOCKING"
    assert "account_63a" in found.fields


def test_post_cost_within_staff_costs_accepts_all_of_them():
    assert findings("ACTUAL", activity(), financial(account_64="34000.00")) == {}


def test_etp_asked_within_etp_names_the_row():
    rows = [animator(etp_asked="0.50"), animator(etp="0.50", etp_asked="0.60")]
    found = findings("ACTUAL", activity(*rows), financial())["etp_asked_within_etp"]
    assert (found.severity, found.part, found.fields) == ("BLOCKING", "ACTIVITY", ["animators.1.etp_asked"])
    assert plain(found.message) == (
        "Ligne 2 : l'ETP demandé (0,60 ETP) dépasse l'ETP de cet animateur (0,50 ETP sur 12 mois)."
    )


@pytest.mark.parametrize(
    ("etp", "months", "asked", "blocked"),
    [
        ("1.00", "12", "1.00", False),
        ("1.00", "6", "0.50", False),
        ("1.00", "6", "0.60", True),
        ("0.80", "7", "0.47", False),
        ("0.80", "7", "0.48", True),
        ("0.50", "12", "0.51", False),
        ("0.50", "12", "0.52", True),
        ("0.00", "1", "0.00", False),
    ],
)
def test_etp_asked_within_etp_counts_the_months_with_a_hundredth_of_tolerance(etp, months, asked, blocked):
    found = findings("ACTUAL", activity(animator(etp=etp, months=months, etp_asked=asked)), financial())
    assert ("etp_asked_within_etp" in found) is blocked


def test_qualified_animator():
    found = findings("ACTUAL", activity(animator(diploma="BELOW_LEVEL_4")), financial())["qualified_animator"]
    assert (found.severity, found.justification) == ("WARNING", True)
    assert found.fields == ["animators.0.diploma", "animators.0.etp_asked"]
    assert "Sans diplôme de niveau 4" in found.message


def test_qualified_animator_accepts_someone_without_diploma_for_whom_nothing_is_asked():
    rows = [animator(), animator(diploma="BELOW_LEVEL_4", etp_asked="0.00")]
    assert findings("ACTUAL", activity(*rows), financial()) == {}


@pytest.mark.parametrize("diploma", ["LEVEL_4", "LEVEL_5", "LEVEL_6", "IN_TRAINING"])
def test_qualified_animator_accepts_the_other_levels(diploma):
    assert findings("ACTUAL", activity(animator(diploma=diploma)), financial()) == {}


def test_requested_etp_given():
    none = activity() | {"animators": []}
    found = findings("FORECAST", none, financial(account_70623="0.00", account_744="58000.00"))
    assert set(found) == {"requested_etp_given"}
    assert (found["requested_etp_given"].severity, found["requested_etp_given"].justification) == ("WARNING", True)


def test_plausible_etp():
    spoiled = financial(account_64="160000.00", animator_cost="144000.00", account_70623="72000.00")
    found = findings("ACTUAL", activity(*[animator()] * 4), spoiled)
    assert set(found) == {"plausible_etp"}
    assert (found["plausible_etp"].severity, found["plausible_etp"].justification) == ("WARNING", True)
    assert "4,00 ETP" in plain(found["plausible_etp"].message)


def test_plausible_etp_accepts_three():
    spoiled = financial(account_64="120000.00", animator_cost="108000.00", account_70623="54000.00")
    assert findings("ACTUAL", activity(*[animator()] * 3), spoiled) == {}


def test_cost_above_ceiling_is_information_only():
    spoiled = financial(animator_cost="45000.00", account_70623="20000.00")
    found = findings("ACTUAL", activity(), spoiled)
    assert set(found) == {"cost_above_ceiling"}
    assert (found["cost_above_ceiling"].severity, found["cost_above_ceiling"].justification) == ("WARNING", False)


def test_cost_above_ceiling_accepts_the_ceiling_itself():
    assert findings("ACTUAL", activity(), financial(animator_cost="40000.00", account_70623="20000.00")) == {}


@pytest.mark.parametrize("declaration_type", ["FORECAST", "ACTUAL"])
def test_ps_near_estimate(declaration_type):
    """The estimate is 18 000 €: 16 200 to 19 800 € are near."""
    found = findings(declaration_type, activity(), financial(account_70623="19800.01"))["ps_near_estimate"]
    assert (found.severity, found.justification, found.fields) == ("WARNING", True, ["account_70623"])
    assert "10 %" in plain(found.message)
    assert "ps_near_estimate" in findings(declaration_type, activity(), financial(account_70623="16199.99"))


@pytest.mark.parametrize("declared", ["16200.00", "18000.00", "19800.00"])
def test_ps_near_estimate_accepts_a_tenth_of_difference(declared):
    assert findings("ACTUAL", activity(), financial(account_70623=declared)) == {}


def test_ps_near_estimate_is_not_asked_of_updates_which_hold_advances():
    assert findings("UPDATE", activity(), financial(account_70623="6300.00")) == {}


def test_participants_have_projects():
    found = findings("ACTUAL", activity(youth_projects="0"), financial())["participants_have_projects"]
    assert (found.severity, found.justification) == ("WARNING", False)
    assert findings("ACTUAL", activity(youth_projects="0", project_participants="0"), financial()) == {}


def test_hours_within_days():
    found = findings("ACTUAL", activity(opening_days="49", holiday_days="20"), financial())["hours_within_days"]
    assert (found.severity, found.part) == ("WARNING", "ACTIVITY")
    assert findings("ACTUAL", activity(opening_days="60"), financial()) == {}


def test_weekend_within_days():
    assert "weekend_within_days" in findings("ACTUAL", activity(holiday_days="101", opening_days="100"), financial())
    assert findings("ACTUAL", activity(holiday_days="100", opening_days="100"), financial()) == {}


def test_a_control_says_nothing_while_one_of_its_values_is_missing():
    found = findings("ACTUAL", activity(), without(financial(), "account_87"))
    assert set(found) == {"required"}


def test_blocking_findings_come_first():
    spoiled = financial(account_87="0.00", account_70623="0.00")
    severities = [found.severity for found in psjeune().check("ACTUAL", activity(youth_projects="0"), spoiled)]
    assert severities == ["BLOCKING", "WARNING", "WARNING"]
