"""What the Caf types: which declarations it asks for and by when, and why one is « sans objet »."""

from typing import Any

from django import forms

from portal.habpps.screens.fields import date_field

from .queries import Unopened
from .wording import unopened_label


class OpeningForm(forms.Form):
    campaigns = forms.MultipleChoiceField(
        label="Déclarations à demander",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins une déclaration de la liste."},
    )
    due_on = date_field("Date limite")

    def __init__(self, *args: Any, offered: list[Unopened], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["campaigns"].choices = [(each.campaign.public_id, unopened_label(each)) for each in offered]
        self.fields["due_on"].help_text = "Le dernier jour pour les transmettre sans retard, le même pour toutes."


class WaivingForm(forms.Form):
    reason = forms.CharField(
        label="Motif",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Il sera lu par les personnes de l’organisme, par exemple\u00a0: l’activité a fermé en 2024.",
        error_messages={"required": "Indiquez pourquoi\u00a0: les personnes de l’organisme le liront."},
    )
