from typing import Any

from django import forms

from portal.habpps.partners.forms import PartnerForm, SiteForm
from portal.habpps.screens.fields import date_field, text_field

from .queries import ANSWERED, WAITING

TOLD = "La Caf pilote le lit avant de répondre."


class ProposalFilter(forms.Form):
    texte = text_field("Organisme")
    statut = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "Toutes"), (WAITING, "En attente de réponse"), (ANSWERED, "Répondues ou annulées")],
    )


def why_field() -> forms.CharField:
    return forms.CharField(
        label="Motif",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=TOLD,
        error_messages={
            "required": "Dites pourquoi vous le proposez : la Caf pilote le lira.",
            "max_length": "Ce motif est trop long : au plus 500 caractères.",
        },
    )


class PartnerProposalForm(PartnerForm):
    reason = why_field()


class SiteProposalForm(SiteForm):
    reason = why_field()


class ClosingProposalForm(forms.Form):
    reason = why_field()

    def __init__(self, *args: Any, label: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields = {"closed_on": date_field(label), **self.fields}


class ReopeningProposalForm(forms.Form):
    reason = why_field()
