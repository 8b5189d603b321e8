from typing import Any

from django import forms

from portal.accounts.my_account.forms import NamesForm
from portal.habpps.screens.fields import UNKNOWN

ACCEPT, REFUSE = "accepter", "refuser"
TOO_LONG = "Ce motif est trop long : au plus 500 caractères."


class NameRequestForm(NamesForm):
    reason = forms.CharField(
        label="Motif",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Par exemple «\u00a0Mariage le 12 septembre\u00a0», ou «\u00a0Faute de frappe dans mon nom\u00a0».",
        error_messages={"required": "Indiquez le motif : il aide à décider.", "max_length": TOO_LONG},
    )


class NameDecisionForm(forms.Form):
    """The reason is needed for a refusal alone; the action says so."""

    decision = forms.ChoiceField(
        label="Votre décision",
        choices=[(ACCEPT, "Accepter le nouveau nom"), (REFUSE, "Refuser")],
        widget=forms.RadioSelect,
        error_messages={**UNKNOWN, "required": "Choisissez d'accepter ou de refuser."},
    )
    reason = forms.CharField(
        label="Motif du refus",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Nécessaire en cas de refus : la personne le lit.",
        error_messages={"max_length": TOO_LONG},
    )

    @property
    def accepts(self) -> bool:
        return bool(self.cleaned_data["decision"] == ACCEPT)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("decision") == REFUSE and not values.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Indiquez le motif du refus : il est écrit à la personne.")
        return values
