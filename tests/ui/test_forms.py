"""What French hands type is read; what was read comes back as they would write it."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from portal.base.formats import euros
from portal.ui.forms import AmountField, DateField, parse_decimal


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1 234,56", "1234.56"),
        ("1\u202f234,56 €", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1234.5", "1234.5"),
        ("\u221212", "-12"),
        (",5", "0.5"),
        ("12,", "12"),
        ("35 %", "35"),
    ],
)
def test_an_amount_is_read_in_the_usual_writings(typed, value):
    assert parse_decimal(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["douze", "1 2 3 euros", "", "--1", "1,2,3", "1e5", "NaN", "∞"])
def test_what_is_no_figure_is_refused(typed):
    with pytest.raises(ValueError, match=r".*"):
        parse_decimal(typed)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_what_the_portal_writes_it_reads(value):
    assert parse_decimal(euros(value)) == value


def test_the_amount_field_says_what_to_do():
    field = AmountField()
    with pytest.raises(forms.ValidationError, match=r"par exemple 1 234,56"):
        field.clean("douze")
    with pytest.raises(forms.ValidationError, match="deux chiffres après la virgule"):
        field.clean("1,234")
    assert field.clean("1 234,5 €") == Decimal("1234.5")
    assert AmountField(required=False).clean("") is None
    assert field.widget.format_value(Decimal("1234.50")) == "1\u202f234,50"


@pytest.mark.parametrize("typed", ["12/10/2026", "12/10/26", "2026-10-12", "12.10.2026", "12 10 2026"])
def test_a_date_is_read_in_the_usual_writings(typed):
    assert DateField().clean(typed) == date(2026, 10, 12)


def test_a_date_comes_back_as_typed():
    assert DateField().widget.format_value(date(2026, 10, 2)) == "02/10/2026"
    with pytest.raises(forms.ValidationError, match="Indiquez une date qui existe"):
        DateField().clean("31/02/2026")
