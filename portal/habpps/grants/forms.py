from datetime import date

from django import forms

from portal.habpps.screens.fields import date_field, reason_field
from portal.habpps.screens.forms import LateStartForm
from portal.ui.seen_form import SeenForm


class DatesForm(SeenForm, LateStartForm):
    field_order = ("valid_from", "valid_until", "late_reason")
    valid_from = date_field("À partir du")
    valid_until = date_field("Jusqu'au", required=False, help_text="Ce jour compris ; vide : sans fin prévue")


class EndingForm(forms.Form):
    last_day = date_field(
        "Dernier jour", required=False, help_text="Ce jour compris. Vide : le droit cesse dès maintenant."
    )
    reason = reason_field()

    def asked_day(self, today: date) -> date | None:
        """The last day typed, as far as it can be read and may come; for what the page says of its effects."""
        if not self.is_bound or "last_day" not in self.fields:
            return None
        self.is_valid()
        day = self.cleaned_data.get("last_day")
        return day if day is not None and day >= today else None
