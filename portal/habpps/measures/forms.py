from django import forms

from portal.habpps.models import Measure
from portal.habpps.screens.fields import text_field

from .queries import IN_FORCE, PAST

STATES = [("", "Toutes"), (IN_FORCE, "En vigueur"), (PAST, "Levées")]


class MeasureFilter(forms.Form):
    etat = forms.ChoiceField(label="État", required=False, choices=STATES)
    mesure = forms.ChoiceField(label="Mesure", required=False, choices=[("", "Toutes"), *Measure.Kind.choices])
    partenaire = text_field("Partenaire ou convention")
