from django import forms

from portal.habpps.queries.journal_families import FAMILIES

from .fields import date, text


class JournalFilter(forms.Form):
    evenement = forms.ChoiceField(
        label="Événement",
        required=False,
        choices=[("", "Tous"), *((key, family.label) for key, family in FAMILIES.items())],
    )
    personne = text("Personne", help_text="Nom, prénom ou identifiant")
    convention = text("Convention, organisme ou activité")
    du = date("Du", required=False)
    au = date("Au", required=False)
