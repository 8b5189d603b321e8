"""What French hands type is read; what was read comes back as they would write it."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms

from portal.ui.forms import AmountField, DateField


def test_the_amount_field_says_what_to_do():
    field = AmountField()
    with pytest.raises(forms.ValidationError, match=r"par exemple 1 234,56"):
        field.clean("douze")
    with pytest.raises(forms.ValidationError, match="deux chiffres après la virgule"):
        field.clean("1,234")
    assert [field.clean(typed) for typed in ("1 234,5 €", "35\u00a0%")] == [Decimal("1234.5"), 35]
    assert AmountField(required=False).clean("") is None
    assert field.widget.format_value(Decimal("1234.50")) == "1\u202f234,50"


@pytest.mark.parametrize("typed", ["12/10/2026", "12/10/26", "2026-10-12", "12.10.2026", "12 10 2026"])
def test_a_date_is_read_in_the_usual_writings(typed):
    assert DateField().clean(typed) == date(2026, 10, 12)


def test_a_date_comes_back_as_typed():
    assert DateField().widget.format_value(date(2026, 10, 2)) == "02/10/2026"
    with pytest.raises(forms.ValidationError, match="Indiquez une date qui existe"):
        DateField().clean("31/02/2026")
