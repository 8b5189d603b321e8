"""Dates, addresses and telephones are read the same way on screens and in files."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.base.formats import euros
from portal.base.typed import (
    FIRST_YEAR,
    LAST_YEAR,
    Unreadable,
    has_lost_zero,
    read_day,
    read_decimal,
    read_email,
    read_label,
    read_phone,
)

DAY = date(2027, 3, 1)


@pytest.mark.parametrize(
    "typed",
    [
        *("01/03/2027", "1/3/2027", "01/03/27", "01.03.2027", "01-03-27", "01 03 2027", "01032027", "2027-03-01"),
        *(
            "1er mars 2027",
            "1 MARS 2027",
            "  01/03/2027 ",
            "\u00a001/03/2027\u200b",
            "01 / 03 / 2027",
            "01\u201103\u20112027",
        ),
    ],
)
def test_a_day_is_read_in_every_usual_writing(typed):
    assert read_day(typed) == DAY


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("31 décembre 2026", date(2026, 12, 31)),
        ("15 août 2026", date(2026, 8, 15)),
        ("15 sept. 2026", date(2026, 9, 15)),
        ("29/02/2028", date(2028, 2, 29)),
        (f"01/01/{FIRST_YEAR}", date(FIRST_YEAR, 1, 1)),
        (f"31/12/{LAST_YEAR}", date(LAST_YEAR, 12, 31)),
    ],
)
def test_months_may_be_words_and_years_are_of_our_time(typed, day):
    assert read_day(typed) == day


@pytest.mark.parametrize(
    "typed",
    [
        *("31/02/2026", "32/01/2026", "12/13/2026", "00/01/2026", "demain", "12/10", "1/2/3/2026", "3 j 2026"),
        *("4 ju 2026", "010327", "12/10/026", "2026-1234-5", "12/10/20266"),
    ],
)
def test_what_is_no_day_says_how_to_write_one(typed):
    with pytest.raises(Unreadable, match="par exemple 12/10/2026"):
        read_day(typed)


@pytest.mark.parametrize("year", [FIRST_YEAR - 1, LAST_YEAR + 1, 9999, 1])
def test_a_year_out_of_range_is_named(year):
    with pytest.raises(Unreadable, match=f"L'année {year} n'est pas possible"):
        read_day(f"31/12/{year:04d}")


@pytest.mark.parametrize(
    ("typed", "email"),
    [
        ("Prenom.Nom@Exemple.FR", "prenom.nom@exemple.fr"),
        (" a@b.example\u200b\n", "a@b.example"),
        ("o'brien+caf@sous.domaine.example", "o'brien+caf@sous.domaine.example"),
        ("accueil@mairie-pré.example", "accueil@mairie-pré.example"),
        ("Accueil@XN--mairie-pr-j4a.example", "accueil@mairie-pré.example"),
        (
            f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.example",
            f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.example",
        ),
    ],
)
def test_an_address_is_kept_in_lower_case(typed, email):
    assert read_email(typed) == email


@pytest.mark.parametrize(
    "typed",
    [
        *("", "nom", "nom@", "@exemple.fr", "a b@exemple.fr", "a@b.example, c@d.example", "Camille <a@b.example>"),
        *('"<script>"@example.test', '"a b"@exemple.fr', "é@exemple.fr", "a@exemple..fr", "a@-exemple.fr"),
        *("a@xn--\u00e9.fr", "a@\U0001f4a9\u0301\u0301.\u0301fr", f"a@{'é' * 63}.fr"),
        *("a@localhost", "a@[127.0.0.1]", f"a@{'.'.join(['é' * 20] * 11)}.fr"),
    ],
)
def test_what_no_mail_could_be_sent_to_is_refused(typed):
    with pytest.raises(Unreadable, match="adresse mail complète"):
        read_email(typed)


def test_an_address_is_no_longer_than_a_mail_server_accepts():
    name = f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}"
    fits = f"{name}.{'f' * (253 - len(name))}"
    assert read_email(fits) == fits
    with pytest.raises(Unreadable, match="au plus 254"):
        read_email(fits + "g")


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("", ""),
        (" 01  23 45 67 89 ", "01 23 45 67 89"),
        ("01.23.45.67.89", "01.23.45.67.89"),
        ("+33 (0)1 23 45 67 89", "+33 (0)1 23 45 67 89"),
        ("'0123456789", "0123456789"),
        ("01\u00a023\u201145 67 89", "01 23-45 67 89"),
        ("123456789", "0123456789"),
        ("1 23 45 67 89", "01 23 45 67 89"),
        ("3230 12", "3230 12"),
    ],
)
def test_a_telephone_is_kept_as_typed_with_the_zero_that_a_spreadsheet_takes_off(typed, phone):
    assert read_phone(typed) == phone


@pytest.mark.parametrize(
    "typed", ["12345", "1234567890123456", "01 23 45 67 8a", "bureau", "=1+1", "+33 (0) 1 23 45 67 89 "]
)
def test_what_is_no_telephone_says_how_to_write_one(typed):
    with pytest.raises(Unreadable, match="01 23 45 67 89"):
        read_phone(typed)


def test_only_a_french_number_loses_a_zero():
    assert [
        has_lost_zero(text) for text in ("123456789", "1 23 45 67 89", "0123456789", "+33123456789", "12345678")
    ] == [
        *(True, True),
        *(False, False, False),
    ]


@pytest.mark.parametrize("typed", ["M.J.C. du Centre", "St. Jean", "C.C.A.S.", "Crèche n° 3 (été)", "« Les 4 Vents »"])
def test_a_label_says_what_it_likes(typed):
    assert read_label(f" {typed} ") == typed


@pytest.mark.parametrize(
    "typed",
    [
        "Gagnez sur gros-lot.com",
        "http://ailleurs.example",
        "www.ailleurs",
        "=HYPERLINK(1)",
        "+33",
        "-1",
        "@SUM",
        "＝1",
        "exemple。fr",
        "exemple．fr",
    ],
)
def test_a_label_carries_no_link_and_no_formula(typed):
    with pytest.raises(Unreadable, match="ni adresse de site ni formule"):
        read_label(typed)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        *(("1 234,56", "1234.56"), ("1\u202f234,56 €", "1234.56"), ("1.234,56", "1234.56"), ("1,234.56", "1234.56")),
        *(("1'234,56", "1234.56"), ("1’234.56", "1234.56"), ("1 234 567", "1234567"), ("1.234.567", "1234567")),
        *(("1,234,567.8", "1234567.8"), ("1234.5", "1234.5"), ("0012", "12"), (",5", "0.5"), ("12,", "12")),
        *(("\u221212", "-12"), ("- 12", "-12"), ("+12", "12"), ("(1 234,56)", "-1234.56"), ("-1.234,56 €", "-1234.56")),
        *(
            ("-", "0"),
            ("-   €", "0"),
            ("\u2013", "0"),
            (" -\u00a0", "0"),
            ("€ 12", "12"),
            ("12 EUR", "12"),
        ),
        *(("1.234", "1.234"), ("1,234", "1.234")),
    ],
)
def test_a_figure_is_read_in_the_writings_of_people_and_of_accounts(typed, value):
    assert read_decimal(typed) == Decimal(value)


@pytest.mark.parametrize(
    "typed",
    [
        *("douze", "1 2 3", "1 2 3 euros", "", "--1", "1,2,3", "1e5", "NaN", "∞", "12 34", "1.234.56", "1,234,56"),
        *("1 234 56", ".", "1.23,456.7", "٣", "(12", "12)", "€", "+", "1" * 41),
    ],
)
def test_what_is_no_figure_is_refused(typed):
    with pytest.raises(Unreadable, match="en chiffres"):
        read_decimal(typed)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_what_the_portal_writes_it_reads(value):
    assert read_decimal(euros(value)) == value
