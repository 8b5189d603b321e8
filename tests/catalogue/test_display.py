"""What people read, and that reading then typing again changes nothing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.catalogue.answers import (
    canonical_figure,
    display_answer,
    find_problem,
    format_figure,
    parse_answer,
    read_figure,
)
from portal.catalogue.questions import Question

from .examples import NARROW, NO_BREAK, psjeune

DECIMALS = {
    places: Question("figure", "Chiffre", "decimal" if places else "integer", decimals=places) for places in range(5)
}
REMARK = Question("remark", "Remarques", "long_text", max_length=5000)
NAME = Question("name", "Nom", "text", max_length=5000)


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("1234.56", f"1{NARROW}234,56"),
        ("1234567.80", f"1{NARROW}234{NARROW}567,80"),
        ("0.00", "0,00"),
        ("999.00", "999,00"),
        ("-1234.50", f"-1{NARROW}234,50"),
    ],
)
def test_an_amount_reads_the_french_way(stored, read):
    assert display_answer(Question("amount", "Montant", "amount", decimals=2), stored) == read


def test_whole_numbers_show_no_decimals():
    assert display_answer(DECIMALS[0], "12345") == f"12{NARROW}345"


def test_a_choice_shows_its_label_and_a_box_a_word():
    question = psjeune().questionnaire("ACTIVITY", "ACTUAL").question("animators.diploma")
    assert display_answer(question, "LEVEL_4") == "Niveau 4 (BPJEPS, BEATEP…)"
    assert display_answer(Question("online", "Net", "boolean"), "true") == "Oui"
    assert display_answer(Question("online", "Net", "boolean"), "false") == "Non"


@pytest.mark.parametrize("stored", [None, ""])
def test_no_answer_shows_nothing(stored):
    assert display_answer(DECIMALS[2], stored) == ""


@pytest.mark.parametrize("stored", ["n'importe quoi", "1e5", "NaN"])
def test_an_unreadable_value_is_shown_as_it_is_rather_than_hidden(stored):
    assert display_answer(DECIMALS[2], stored) == stored


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=4), st.integers(min_value=0, max_value=4))
def test_typing_what_is_displayed_gives_the_same_value(value, places):
    stored = canonical_figure(value, places)
    assert parse_answer(DECIMALS[places], display_answer(DECIMALS[places], stored)) == stored
    assert find_problem(DECIMALS[places], stored) == ""


@given(st.integers(min_value=0, max_value=10**11), st.sampled_from([" ", NARROW, NO_BREAK, ""]))
def test_any_usual_grouping_means_the_same(value, space):
    assert parse_answer(DECIMALS[0], f"{value:,}".replace(",", space)) == str(value)


@given(st.text(max_size=200))
def test_a_canonical_text_is_stable(text):
    for question in (REMARK, NAME):
        stored = parse_answer(question, text)
        assert parse_answer(question, stored) == stored
        stored.encode()


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_a_canonical_figure_or_a_french_message(text):
    outcome = _attempt(text)
    assert outcome == "" or outcome.startswith("Indiquez") or read_figure(outcome) is not None


def _attempt(text):
    try:
        return parse_answer(DECIMALS[2], text)
    except ValueError as error:
        return str(error)


def test_every_question_of_psjeune_survives_a_round_trip():
    for part in ("ACTIVITY", "FINANCIAL"):
        for question in psjeune().questionnaire(part, "ACTUAL").fields():
            if question.is_figure:
                stored = canonical_figure(question.maximum or Decimal("1234.56"), question.decimals)
                assert parse_answer(question, display_answer(question, stored)) == stored


@pytest.mark.parametrize(
    ("value", "read"),
    [("0.005", "0,01"), ("0.015", "0,02"), ("-0.005", "-0,01"), ("2.675", "2,68"), ("-0.001", "0,00")],
)
def test_halves_round_away_from_zero_and_zero_has_no_sign(value, read):
    assert format_figure(Decimal(value), 2) == read


@pytest.mark.parametrize(
    "stored", ["1", "1.5", "01.00", "1,00", " 1.00", "1.000", "-0.00", "+1.00", "1e2", "1_0.00", 1, None, [], {}, 1.0]
)
def test_only_the_canonical_writing_of_a_figure_is_sound(stored):
    assert find_problem(DECIMALS[2], stored) != ""


def test_a_stored_value_out_of_bounds_says_which_bound():
    months = psjeune().questionnaire("ACTIVITY", "ACTUAL").question("animators.months")
    assert find_problem(months, "13") == f"Indiquez au plus 12{NO_BREAK}mois."
    assert find_problem(months, "12") == ""
