from django import forms

from portal.habpps.screens.fields import date_field, reason_field
from portal.habpps.screens.forms import LateStartForm
from portal.ui.seen_form import SeenForm


class DatesForm(SeenForm, LateStartForm):
    field_order = ("valid_from", "valid_until", "late_reason")
    valid_from = date_field("À partir du")
    valid_until = date_field("Jusqu'au", required=False, help_text="Ce jour compris ; vide : sans fin prévue")


class EndingForm(forms.Form):
    reason = reason_field()
