"""What people type becomes one canonical string, or a message that says what to do."""

from decimal import Decimal

import pytest

from portal.catalogue.answers import parse_answer
from portal.catalogue.questions import Question

AMOUNT = Question("amount", "Montant", "amount", unit="€", minimum=Decimal(0), decimals=2)
SIGNED = Question("signed", "Écart", "amount", unit="€", decimals=2)
ETP = Question("etp", "ETP", "decimal", unit="ETP", minimum=Decimal(0), maximum=Decimal(1), decimals=2)
COUNT = Question("count", "Jeunes", "integer", unit="jeunes", minimum=Decimal(0), maximum=Decimal(5000))
MONTHS = Question("months", "Mois", "integer", unit="mois", minimum=Decimal(1), maximum=Decimal(12))
DIPLOMA = Question("diploma", "Diplôme", "choice", choices={"LEVEL_4": "Niveau 4 (BPJEPS…)", "LEVEL_5": "Niveau 5"})
ONLINE = Question("online", "Promeneurs du Net", "boolean")
NAME = Question("name", "Nom", "text", max_length=20)
REMARK = Question("remark", "Remarques", "long_text", max_length=30)


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("1234,56", "1234.56"),
        ("1234.56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1\u00a0234,56", "1234.56"),
        ("1\u202f234,56", "1234.56"),
        ("1\u2009234,56", "1234.56"),
        ("1 234,56 €", "1234.56"),
        ("1\u202f234,56\u00a0€", "1234.56"),
        ("1234,56€", "1234.56"),
        ("  12,5  ", "12.50"),
        ("12", "12.00"),
        ("0", "0.00"),
        ("0,00", "0.00"),
        ("-0", "0.00"),
        ("007", "7.00"),
        ("12 345 678,9", "12345678.90"),
        ("999999999999,99", "999999999999.99"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1'234,56", "1234.56"),
        (".5", "0.50"),
        ("5,", "5.00"),
        ("-", "0.00"),
        ("-   €", "0.00"),
    ],
)
def test_an_amount_is_understood_as_people_write_it(typed, canonical):
    assert parse_answer(AMOUNT, typed) == canonical


@pytest.mark.parametrize("typed", ["-12,5", "\u221212,5", "- 12,5", "(12,50)"])
def test_a_negative_amount_is_accepted_only_where_nothing_forbids_it(typed):
    assert parse_answer(SIGNED, typed) == "-12.50"
    with pytest.raises(ValueError, match="Indiquez au moins 0"):
        parse_answer(AMOUNT, typed)


@pytest.mark.parametrize("typed", ["", " ", "\u00a0", "\u202f\t\n"])
def test_nothing_typed_is_no_answer_and_no_error(typed):
    assert parse_answer(AMOUNT, typed) == ""
    assert parse_answer(NAME, typed) == ""


@pytest.mark.parametrize(
    "typed",
    [
        "abc",
        "12 euros",
        "1O0",
        "12e3",
        "1_000",
        "0x10",
        "NaN",
        "Infinity",
        "١٢",
        "１２",
        "½",
        "12%",
        "--1",
        "+",
        "€",
        ",",
    ],
)
def test_an_amount_with_something_else_than_figures_is_refused_with_an_example(typed):
    with pytest.raises(ValueError, match="Indiquez un montant en euros, par exemple 1\u202f234,56\\."):
        parse_answer(AMOUNT, typed)


@pytest.mark.parametrize("typed", ["1,2,3", "1 2", "12 34", "1 23 456", "1234 567", "1.234.56"])
def test_a_figure_that_could_mean_two_things_is_refused(typed):
    """Two pasted cells, or thousands the English way, must not become another amount."""
    with pytest.raises(ValueError, match="Indiquez un montant"):
        parse_answer(AMOUNT, typed)


@pytest.mark.parametrize("typed", ["1,234", "0,001", "1,500"])
def test_too_many_decimals_are_refused_rather_than_rounded(typed):
    with pytest.raises(ValueError, match="au plus 2 chiffres après la virgule"):
        parse_answer(AMOUNT, typed)


@pytest.mark.parametrize("typed", ["1000000000000", "1 000 000 000 000", "1" + "0" * 15])
def test_a_thousand_billion_is_refused(typed):
    with pytest.raises(ValueError, match="inférieur à 1\u202f000\u202f000\u202f000\u202f000"):
        parse_answer(AMOUNT, typed)


@pytest.mark.parametrize("typed", ["9" * 41, "9" * 100_000, "x" * 100_000])
def test_a_very_long_figure_is_refused_at_once(typed):
    with pytest.raises(ValueError, match="plus court"):
        parse_answer(AMOUNT, typed)


def test_a_figure_below_its_minimum_is_refused_with_the_bound():
    with pytest.raises(ValueError, match="Indiquez au moins 0\u00a0€\\."):
        parse_answer(AMOUNT, "-1")
    with pytest.raises(ValueError, match="Indiquez au moins 1\u00a0mois\\."):
        parse_answer(MONTHS, "0")


def test_a_figure_above_its_maximum_is_refused_with_the_bound():
    with pytest.raises(ValueError, match="Indiquez au plus 12\u00a0mois\\."):
        parse_answer(MONTHS, "13")
    with pytest.raises(ValueError, match="Indiquez au plus 1\u00a0ETP\\."):
        parse_answer(ETP, "1,01")
    with pytest.raises(ValueError, match="Indiquez au plus 5\u202f000\u00a0jeunes\\."):
        parse_answer(COUNT, "5001")


def test_bounds_themselves_are_accepted():
    assert [parse_answer(MONTHS, "1"), parse_answer(MONTHS, "12"), parse_answer(ETP, "1"), parse_answer(ETP, "0")] == [
        "1",
        "12",
        "1.00",
        "0.00",
    ]


@pytest.mark.parametrize("typed", ["12,5", "12,0", "12.00"])
def test_a_whole_number_takes_no_decimals(typed):
    with pytest.raises(ValueError, match="nombre entier, sans virgule"):
        parse_answer(COUNT, typed)


def test_a_whole_number_may_be_grouped():
    assert parse_answer(COUNT, "1 234") == "1234"


@pytest.mark.parametrize("typed", ["LEVEL_4", "Niveau 4 (BPJEPS…)", "niveau 4 (bpjeps…)", " Niveau 4 (BPJEPS…) "])
def test_a_choice_is_its_code_or_its_label(typed):
    assert parse_answer(DIPLOMA, typed) == "LEVEL_4"


@pytest.mark.parametrize("typed", ["LEVEL_9", "Niveau", "level_4"])
def test_a_choice_outside_the_list_is_refused(typed):
    with pytest.raises(ValueError, match=r"Choisissez une réponse de la liste\."):
        parse_answer(DIPLOMA, typed)


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("true", "true"),
        ("Oui", "true"),
        ("on", "true"),
        ("1", "true"),
        ("false", "false"),
        ("NON", "false"),
        ("0", "false"),
    ],
)
def test_a_yes_or_no(typed, canonical):
    assert parse_answer(ONLINE, typed) == canonical


def test_neither_yes_nor_no_is_refused():
    with pytest.raises(ValueError, match="oui ou par non"):
        parse_answer(ONLINE, "peut-être")


def test_a_text_is_one_line_with_single_spaces():
    assert parse_answer(NAME, "  Maison   des\njeunes ") == "Maison des jeunes"


def test_a_long_text_keeps_its_lines_with_one_kind_of_line_end():
    assert parse_answer(REMARK, "Un\r\ndeux\rtrois\n") == "Un\ndeux\ntrois"


def test_what_cannot_be_stored_or_seen_is_taken_out_of_a_text():
    assert parse_answer(NAME, "a\x00b\x07c\ud800") == "abc"
    assert parse_answer(NAME, "e\u0301te\u0301") == "été"


def test_a_text_that_is_too_long_says_by_how_much():
    with pytest.raises(ValueError, match="20 caractères au plus, 21 saisis"):
        parse_answer(NAME, "x" * 21)
    assert parse_answer(NAME, "x" * 20) == "x" * 20
