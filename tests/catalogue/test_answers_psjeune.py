"""What must be answered, and what a wrong answer says."""

import pytest

from .examples import NO_BREAK, activity, animator, financial, psjeune, without

ACCOUNTS = [question.code for question in psjeune().questionnaire("FINANCIAL", "ACTUAL").fields()]


def check(activity_data, financial_data, declaration_type="ACTUAL"):
    return psjeune().check(declaration_type, activity_data, financial_data)


@pytest.mark.parametrize("code", ACCOUNTS)
@pytest.mark.parametrize("declaration_type", ["FORECAST", "UPDATE", "ACTUAL"])
def test_every_line_of_the_accounts_is_answered_in_every_type(code, declaration_type):
    found = [f for f in check(activity(), without(financial(), code), declaration_type) if f.code == "required"]
    assert [(f.severity, f.part, f.fields) for f in found] == [("BLOCKING", "FINANCIAL", [code])]


def test_zero_is_an_answer():
    assert check(activity(), financial(account_60="0.00", account_61="8000.00")) == []


def test_the_message_names_the_account_and_accepts_zero():
    found = check(activity(), without(financial(), "account_60"))
    assert found[0].message == f"Répondez à «{NO_BREAK}60 Achats{NO_BREAK}» (0 est accepté)."


def test_a_box_left_alone_is_not_zero():
    found = check(without(activity(), "promeneurs_du_net"), financial())
    assert [f.fields for f in found] == [["promeneurs_du_net"]]
    assert "0 est accepté" not in found[0].message


def test_the_forecast_asks_less_of_the_activity_than_the_actual():
    forecast = {f.fields[0] for f in check({"animators": []}, financial(), "FORECAST") if f.code == "required"}
    actual = {f.fields[0] for f in check({"animators": []}, financial(), "ACTUAL") if f.code == "required"}
    assert forecast == {"opening_days", "opening_hours"}
    assert forecast < actual
    assert {"girls_12_17", "parents", "partners", "online_hours"} <= actual


def test_free_texts_are_never_required():
    required = {f.fields[0] for f in check({}, {}) if f.code == "required"}
    assert required.isdisjoint({"partners_detail", "comment"})


def test_an_empty_declaration_is_all_questions_and_no_crash():
    found = check({}, {})
    assert {f.code for f in found} == {"required"}
    assert {f.fields[0] for f in found} >= set(ACCOUNTS)


def test_every_cell_of_a_row_is_answered():
    found = check(activity(animator(), without(animator(etp_asked="0.00"), "diploma", "months")), financial())
    assert [f.fields for f in found] == [["animators.1.diploma"], ["animators.1.months"]]
    assert found[0].message.startswith(f"Ligne 2{NO_BREAK}: ")
    assert "0 est accepté" not in found[1].message, "nobody is present 0 months"


@pytest.mark.parametrize(("months", "wrong"), [("0", True), ("1", False), ("12", False), ("13", True)])
def test_months_go_from_1_to_12(months, wrong):
    found = check(activity(animator(months=months, etp_asked="0.05", etp="1.00")), financial())
    assert ("invalid" in {f.code for f in found}) is wrong


def test_an_animator_is_at_most_one_etp():
    found = check(activity(animator(etp="1.01")), financial())
    assert [(f.code, f.fields) for f in found] == [("invalid", ["animators.0.etp"])]


@pytest.mark.parametrize("junk", ["-1.00", "12,00", "abc", 12, 12.0, ["1.00"], "1e5", "1000000000000.00"])
def test_a_stored_value_that_is_not_canonical_blocks(junk):
    found = [f for f in check(activity(), financial() | {"account_66": junk}) if f.code == "invalid"]
    assert [(f.severity, f.fields) for f in found] == [("BLOCKING", ["account_66"])]
    assert found[0].message.startswith("Charges financières")


def test_a_choice_outside_the_list_blocks():
    found = check(activity(animator(diploma="LEVEL_99")), financial())
    assert [(f.code, f.fields) for f in found] == [("invalid", ["animators.0.diploma"])]


def test_a_table_has_at_most_forty_rows():
    rows = [animator(etp_asked="0.00")] * 41
    found = [f for f in check(activity(*rows), financial()) if f.code == "rows"]
    assert [(f.severity, f.fields, f.message) for f in found] == [
        ("BLOCKING", ["animators"], f"Animateurs{NO_BREAK}: indiquez au plus 40 lignes.")
    ]


def test_a_half_declared_neant_is_complete():
    """« Néant » fills every figure with 0, which differs from leaving them empty."""
    for declaration_type in ("FORECAST", "UPDATE", "ACTUAL"):
        nil_activity = psjeune().questionnaire("ACTIVITY", declaration_type).nil_document()
        nil_financial = psjeune().questionnaire("FINANCIAL", declaration_type).nil_document()
        assert {f.severity for f in check(nil_activity, nil_financial, declaration_type)} == {"WARNING"}
