from django import forms

from portal.habpps.models import Measure
from portal.habpps.queries.measures import IN_FORCE, PAST

from .fields import text

STATES = [("", "Toutes"), (IN_FORCE, "En vigueur"), (PAST, "Levées")]


class MeasureFilter(forms.Form):
    etat = forms.ChoiceField(label="État", required=False, choices=STATES)
    mesure = forms.ChoiceField(label="Mesure", required=False, choices=[("", "Toutes"), *Measure.Kind.choices])
    partenaire = text("Partenaire ou convention")


class ReasonForm(forms.Form):
    """A reason that cannot be left out; `told`: who reads it."""

    reason = forms.CharField(
        label="Motif",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Indiquez le motif : il est obligatoire.",
            "max_length": "Ce motif est trop long : au plus 500 caractères.",
        },
    )

    def __init__(self, *args, told: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = told
