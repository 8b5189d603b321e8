"""The Caf's forms: filters of its inbox and of the campaign, and the return of a declaration."""

from typing import Any

from django import forms

from portal.afas.models import CAF_LABELS, DeclarationType, PartKind, State
from portal.catalogue.current import get_catalogue

from .queries import Wanted

ALL, EVERY = ("", "Tous"), ("", "Toutes")


class InboxFilters(forms.Form):
    """A wrong criterion in the address counts for nothing: a list is never refused."""

    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[ALL, *((str(state), CAF_LABELS[state]) for state in (State.TRANSMITTED, State.IN_REVIEW))],
    )
    suivi = forms.ChoiceField(
        label="Suivie par",
        required=False,
        choices=[EVERY, ("nobody", "Personne"), ("me", "Moi"), ("others", "Un autre gestionnaire")],
    )
    organisme = forms.CharField(label="Organisme", required=False, max_length=150)
    type = forms.ChoiceField(label="Type de déclaration", required=False, choices=[ALL, *DeclarationType.choices])
    type_activite = forms.ChoiceField(label="Type d’activité", required=False)
    exercice = forms.ChoiceField(label="Exercice", required=False)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any):
        super().__init__(*args, **kwargs)
        types = get_catalogue().types.values()
        self.fields["exercice"].choices = [ALL, *((str(year), str(year)) for year in years)]
        self.fields["type_activite"].choices = [ALL, *((found.code, found.label) for found in types)]

    def wanted(self) -> Wanted:
        self.is_valid()
        kept = getattr(self, "cleaned_data", {})
        return Wanted(
            state=kept.get("etat", ""),
            holder=kept.get("suivi", ""),
            partner=kept.get("organisme", "").strip(),
            type_code=kept.get("type_activite", ""),
            fiscal_year=int(kept["exercice"]) if kept.get("exercice") else None,
            declaration_type=kept.get("type", ""),
        )


class ProgressFilters(forms.Form):
    exercice = forms.ChoiceField(label="Exercice", required=False)
    campagne = forms.ChoiceField(label="Campagne (pour la liste des retards)", required=False)

    def __init__(self, *args: Any, years: list[int], campaigns: list[tuple[str, str]], **kwargs: Any):
        """`campaigns`: public id, name."""
        super().__init__(*args, **kwargs)
        self.fields["exercice"].choices = [ALL, *((str(year), str(year)) for year in years)]
        self.fields["campagne"].choices = [EVERY, *campaigns]


class ReturnForm(forms.Form):
    parts = forms.MultipleChoiceField(
        label="Que faut-il corriger ?",
        choices=PartKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Les parties que vous ne cochez pas restent fournies, telles qu’elles sont.",
        error_messages={"required": "Choisissez au moins une partie à corriger."},
    )
    reason = forms.CharField(
        label="Motif du retour",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Il sera lu par les personnes de l’organisme : dites ce qui est à corriger, et comment.",
        error_messages={"required": "Indiquez le motif du retour, par exemple : « Détaillez le compte 64. »"},
    )
