"""Figures and dates as French readers expect them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from portal.base import formats


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1234.5"), "1\u202f234,50\u00a0€"),
        (Decimal("-0.005"), "\u22120,01\u00a0€"),
        (0, "0,00\u00a0€"),
        (None, "–"),
        (Decimal("1234567.891"), "1\u202f234\u202f567,89\u00a0€"),
    ],
)
def test_euros(value, text):
    assert formats.euros(value) == text


def test_a_number_keeps_its_own_decimals_unless_told():
    assert formats.number(Decimal("12.340")) == "12,340"
    assert formats.number(Decimal("12.345"), 2) == "12,35"
    assert formats.number(1000) == "1\u202f000"
    assert formats.number(Decimal("1E+3")) == "1\u202f000"


def test_a_difference_says_its_sign():
    assert formats.signed(120) == "+120"
    assert formats.signed(-35) == "\u221235"
    assert formats.signed(0) == "0"
    assert formats.percent(Decimal("0.125")) == "12,5\u00a0%"


def test_the_first_of_the_month_is_written_1er():
    assert formats.long_date(date(2026, 1, 1)) == "1er\u00a0janvier 2026"
    assert formats.long_date(date(2026, 10, 12)) == "12\u00a0octobre 2026"
    assert formats.short_date(date(2026, 10, 2)) == "02/10/2026"
    night = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # half past midnight in Paris
    assert formats.short_date(night) == "01/01/2027"
    assert formats.long_date(night) == "1er\u00a0janvier 2027"
    assert formats.long_date(None) == formats.short_date(None) == formats.moment(None) == ""


def test_a_moment_is_told_in_paris():
    assert formats.moment(datetime(2026, 10, 12, 13, 4, tzinfo=UTC)) == "12\u00a0octobre 2026 à 15\u00a0h\u00a004"
    assert formats.moment(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "1er\u00a0janvier 2027 à 0\u00a0h\u00a030"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 2, 13), "dans 6\u00a0jours"),
        (date(2026, 2, 8), "demain"),
        (date(2026, 2, 7), "aujourd’hui"),
        (date(2026, 2, 6), "en retard de 1\u00a0jour"),
        (date(2026, 2, 4), "en retard de 3\u00a0jours"),
    ],
)
def test_what_is_left_before_a_deadline(day, text):
    assert formats.days_left(day, date(2026, 2, 7)) == text


def test_zero_is_singular_in_french():
    assert formats.plural(0, "ligne") == "0\u00a0ligne"
    assert formats.plural(2, "ligne") == "2\u00a0lignes"
    assert formats.plural(1200, "travail", "travaux") == "1\u202f200\u00a0travaux"


def test_file_sizes():
    assert formats.file_size(12) == "1\u00a0Ko"
    assert formats.file_size(1_400_000) == "1,4\u00a0Mo"


def test_nothing_is_said_in_words_rather_than_as_a_zero():
    assert formats.plural(0, "activité a", "activités ont", "Aucune activité n'a") == "Aucune activité n'a"
    assert formats.plural(1, "activité a", "activités ont", "Aucune activité n'a") == "1\u00a0activité a"


def test_a_siret_is_read_in_groups_that_do_not_break():
    assert formats.siret("00090001900019") == "000\u00a0900\u00a0019\u00a000019"
    assert formats.siret("") == ""


def test_an_address_names_what_is_known():
    assert formats.postal_address("1 rue des Écoles", "80000", "Amiens") == "1 rue des Écoles, 80000 Amiens"
    assert formats.postal_address("", "80000", "Amiens") == "80000 Amiens"
    assert formats.postal_address("1 rue des Écoles", "", "") == "1 rue des Écoles"
    assert formats.postal_address("", "", "") == ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Amina Diallo", "d’Amina Diallo"),
        ("Élodie Roy", "d’Élodie Roy"),
        ("Yves Fontaine", "d’Yves Fontaine"),
        ("Yasmine Leclerc", "de Yasmine Leclerc"),
        ("Hélène Fournier", "de Hélène Fournier"),
        ("Atelier du Vieux-Moulin", "de l’Atelier du Vieux-Moulin"),
        ("Association Les Tilleuls", "de l’Association Les Tilleuls"),
        ("Maison du Lac", "de la Maison du Lac"),
        ("Centre social", "du Centre social"),
        ("Les Tilleuls", "des Tilleuls"),
        ("Le Moulin", "du Moulin"),
        ("MJC", "de MJC"),
        ("", "de "),
    ],
)
def test_de_before_a_name(name, said):
    assert formats.of(name) == said


@pytest.mark.parametrize(
    ("names", "said"),
    [(("Camille", "Roy"), "Camille Roy"), (("Zoé", "."), "Zoé"), (("-", "Suharto"), "Suharto"), (("Zoé", ""), "Zoé")],
)
def test_somebody_of_one_name_is_called_by_it_alone(names, said):
    assert formats.person_name(*names) == said


@pytest.mark.parametrize(
    ("things", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")]
)
def test_several_things_in_one_sentence(things, said):
    assert formats.listed(things) == said
