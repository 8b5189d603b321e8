"""The small forms of the approver and of the provider who takes data back."""

from django import forms


class AttestationForm(forms.Form):
    attest = forms.BooleanField(
        label="J’atteste que ces données sont exactes et que je peux engager mon organisme.",
        error_messages={
            "required": "Cochez cette case pour attester l’exactitude des données avant de les transmettre."
        },
    )


class ReasonForm(forms.Form):
    """The action judges the reason: an empty one gets its message there."""

    reason = forms.CharField(
        label="Motif",
        help_text="Dites ce qui est à corriger et où. Les personnes qui saisissent le liront sur la page de saisie.",
        widget=forms.Textarea({"rows": 5}),
        required=False,
    )
