from django import forms

from portal.habpps.screens.fields import date_field, reason_field
from portal.ui.seen_form import SeenForm


class DatesForm(SeenForm):
    valid_from = date_field("À partir du")
    valid_until = date_field("Jusqu'au", required=False, help_text="Ce jour compris ; vide : sans fin prévue")


class EndingForm(forms.Form):
    reason = reason_field()
