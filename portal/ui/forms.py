"""Form fields that read what French hands type: amounts and dates; and the widgets that show them back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError

from portal.base import formats
from portal.base.typed import EMAIL, FIGURE, Unreadable, read_day, read_decimal, read_email, read_phone

T = TypeVar("T")


class AmountInput(forms.TextInput):
    """A right-aligned figure: « 1 234,56 » back as the person would write it."""

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, Decimal | int):
            return formats.number(value)
        return super().format_value(value)


class AmountField(forms.DecimalField):
    """A decimal figure in euros, ETP, hours…: French or English writing. At most 12 digits, 2 decimals."""

    widget = AmountInput
    default_error_messages = {
        "invalid": FIGURE,
        "max_decimal_places": "Indiquez au plus deux chiffres après la virgule.",
        "required": "Indiquez un montant, ou 0 s’il n’y en a pas.",
    }

    def __init__(self, **kwargs: Any):
        super().__init__(**{"max_digits": 12, "decimal_places": 2, **kwargs})

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        if isinstance(value, str):
            try:
                return read_decimal(value.rstrip("% \u00a0\u202f"))
            except ValueError:
                raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class DateInput(forms.TextInput):
    """One text box « jj/mm/aaaa »: quicker and safer than a picker for dates that people know."""

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return formats.short_date(value) if isinstance(value, date) else super().format_value(value)


class DateField(forms.DateField):
    """« 12/10/2026 », « 12102026 », « 12 octobre 2026 »… (see `typed.read_day`)."""

    widget = DateInput
    default_error_messages = {"required": "Indiquez une date, par exemple 12/10/2026."}

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        return value if isinstance(value, date) else _read(read_day, value)


class EmailField(forms.CharField):
    """One address, in lower case. No length stops a paste half-way: a longer one is refused in words."""

    widget = forms.EmailInput
    default_error_messages = {"required": EMAIL}

    def to_python(self, value: Any) -> str:
        return _read(read_email, value) or ""


class TelephoneInput(forms.TextInput):
    input_type = "tel"


class TelephoneField(forms.CharField):
    """Empty, or a number as typed; one that lost its first 0 in a spreadsheet gets it back."""

    widget = TelephoneInput

    def to_python(self, value: Any) -> str:
        return _read(read_phone, value) or ""


def _read(read: Callable[[str], T], typed: Any) -> T | None:
    """None for nothing; what the reader refuses becomes an error of the field."""
    if not str(typed or "").strip():
        return None
    try:
        return read(str(typed))
    except Unreadable as error:
        raise ValidationError(str(error), code="invalid") from None
