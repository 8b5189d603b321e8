"""The small forms of the approver and of the provider who takes data back."""

from django import forms

from portal.afas.declarations.actions import LONG_REASON, LONGEST_REASON, NO_REASON


class AttestationForm(forms.Form):
    attest = forms.BooleanField(
        label="J’atteste que ces données sont exactes et que je peux engager mon organisme.",
        error_messages={
            "required": "Cochez cette case pour attester l’exactitude des données avant de les transmettre."
        },
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Motif",
        help_text="Dites ce qui est à corriger et où. Les personnes qui saisissent le liront sur la page de saisie.",
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": NO_REASON, "max_length": LONG_REASON},
    )
