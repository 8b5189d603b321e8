"""The filters of « Mes déclarations »: exact labels of the training slides."""

from typing import Any

from django import forms

from portal.afas.models import DeclarationType, State

from .editions import nature_label, type_label
from .queries.board import Chosen

ALL = ("", "Tous")
EVERY = ("", "Toutes")


class BoardFilters(forms.Form):
    """A wrong criterion in the address counts for nothing: a list is never refused."""

    type = forms.ChoiceField(label="Type de déclaration", required=False)
    exercice = forms.ChoiceField(label="Exercice de la déclaration", required=False)
    etat = forms.ChoiceField(label="État de la déclaration", required=False)
    activite = forms.CharField(label="Nom de l’activité", required=False, max_length=120)
    type_activite = forms.ChoiceField(label="Type d’activité", required=False)
    nature = forms.ChoiceField(label="Nature d’activité", required=False)

    def __init__(self, *args: Any, present: list[tuple[int, str, str]], **kwargs: Any):
        """`present`: (exercice, type, nature) of what the person may read."""
        super().__init__(*args, **kwargs)
        years = sorted({year for year, _, _ in present}, reverse=True)
        types = sorted({code for _, code, _ in present})
        natures = sorted({(type_code, nature) for _, type_code, nature in present})
        choices = {
            "type": [ALL, *DeclarationType.choices],
            "exercice": [ALL, *((str(year), str(year)) for year in years)],
            "etat": [ALL, *State.choices],
            "type_activite": [ALL, *((code, type_label(code)) for code in types)],
            "nature": [EVERY, *((nature, nature_label(code, nature)) for code, nature in natures)],
        }
        for name, values in choices.items():
            self.fields[name].choices = values

    def chosen(self) -> Chosen:
        self.is_valid()
        kept = {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}
        return Chosen(
            declaration_type=kept.get("type", ""),
            fiscal_year=int(kept["exercice"]) if "exercice" in kept else None,
            state=kept.get("etat", ""),
            activity_name=kept.get("activite", "").strip(),
            type_code=kept.get("type_activite", ""),
            nature_code=kept.get("nature", ""),
        )
