"""Drafts hold anything: half-typed, from another year, or sent by a careless machine. Nothing here may crash."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.catalogue.answers import display_answer, find_problem, parse_answer

from .examples import activity, financial, psjeune

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.from_regex(r"-?[0-9]{1,14}(\.[0-9]{1,6})?", fullmatch=True),
    st.sampled_from(["0", "0.00", "1.00", "12", "9999999999999.99", "true", "false", "LEVEL_4", "NaN", "Infinity"]),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
COLUMNS = ["diploma", "etp", "months", "etp_asked", "other"]
ROWS = st.lists(st.dictionaries(st.sampled_from(COLUMNS), JSON, max_size=5), max_size=5)
ACTIVITY_CODES = [question.code for question in psjeune().questionnaire("ACTIVITY", "ACTUAL").fields()]
FINANCIAL_CODES = [question.code for question in psjeune().questionnaire("FINANCIAL", "ACTUAL").fields()]
TYPES = st.sampled_from(["FORECAST", "UPDATE", "ACTUAL"])


def documents(codes):
    return st.dictionaries(st.sampled_from([*codes, "unknown"]), JSON, max_size=8)


@given(TYPES, documents(ACTIVITY_CODES), ROWS | JSON, documents(FINANCIAL_CODES))
def test_any_draft_can_be_checked_and_computed(declaration_type, answers, rows, accounts):
    documents = ({**answers, "animators": rows}, accounts)
    for found in psjeune().check(declaration_type, *documents):
        assert found.message
        assert found.severity in ("BLOCKING", "WARNING")
    estimate = psjeune().estimate(declaration_type, *documents)
    assert estimate.amount is None or (estimate.amount.is_finite() and estimate.amount >= 0)
    assert all(value.is_finite() for value in psjeune().compute_indicators(declaration_type, *documents).values())
    values = psjeune().values(declaration_type, *documents)
    for spec in psjeune().derived:
        value = values.computed(spec.code)
        assert value is None or value.is_finite()


@given(
    st.dictionaries(st.sampled_from(FINANCIAL_CODES), SCALARS),
    st.dictionaries(st.sampled_from(ACTIVITY_CODES), SCALARS),
)
def test_spoiling_a_sound_declaration_is_always_noticed(accounts, answers):
    """A value that is not canonical never passes as if it were."""
    parts = {"ACTIVITY": activity() | answers, "FINANCIAL": financial() | accounts}
    invalid = {
        field
        for found in psjeune().check("ACTUAL", *parts.values())
        for field in found.fields
        if found.code == "invalid"
    }
    for part, spoiled in (("ACTIVITY", answers), ("FINANCIAL", accounts)):
        questionnaire = psjeune().questionnaire(part, "ACTUAL")
        for code, value in spoiled.items():
            if value is None or value == "":
                continue
            assert (code in invalid) is bool(find_problem(questionnaire.question(code), value))


@given(st.sampled_from([*ACTIVITY_CODES, *FINANCIAL_CODES]), st.text(max_size=50))
def test_whatever_is_typed_becomes_a_sound_value_or_a_message(code, typed):
    part = "ACTIVITY" if code in ACTIVITY_CODES else "FINANCIAL"
    question = psjeune().questionnaire(part, "ACTUAL").question(code)
    try:
        stored = parse_answer(question, typed)
    except ValueError:
        return
    assert stored == "" or find_problem(question, stored) == ""
    assert isinstance(display_answer(question, stored), str)


def test_the_largest_figures_everywhere_are_still_computed():
    largest = "999999999999.99"
    rows = [{"diploma": "LEVEL_4", "etp": largest, "months": "999999999999", "etp_asked": largest}] * 40
    accounts = dict.fromkeys(FINANCIAL_CODES, largest)
    facts = psjeune().compute_indicators("ACTUAL", {"animators": rows}, accounts)
    assert facts["total_charges"] == 12 * Decimal(largest)
    assert facts["requested_etp"] == 40 * Decimal(largest)
    assert psjeune().estimate("ACTUAL", {"animators": rows}, accounts).amount is not None


@pytest.mark.parametrize("part", ["OTHER", "", None])
def test_another_half_is_a_key_error(part):
    with pytest.raises(KeyError):
        psjeune().questionnaire(part, "ACTUAL")
