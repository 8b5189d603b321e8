from typing import Any

from django import forms

from .fields import date, text


class JournalFilter(forms.Form):
    evenement = forms.ChoiceField(label="Événement", required=False)
    personne = text("Personne", help_text="Nom, prénom ou identifiant")
    du = date("Du", required=False)
    au = date("Au", required=False)

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["evenement"].choices = [("", "Tous"), *kinds]
