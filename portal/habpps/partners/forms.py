from typing import Any

from django import forms

from portal.base.errors import ActionError, collect_errors
from portal.habpps.models import Caf, PartnerType
from portal.habpps.screens.fields import ObjectField, date_field, text_field
from portal.ui.seen_form import SeenForm

from .identifiers import clean_details, clean_siret
from .queries import CLOSED, OPEN


class PartnerFilter(forms.Form):
    texte = text_field("Nom, SIRET, RNA ou commune")
    type = forms.ChoiceField(label="Type de partenaire", required=False)
    statut = forms.ChoiceField(
        label="Statut", required=False, choices=[("", "Tous"), (OPEN, "Ouvert"), (CLOSED, "Clôturé")]
    )

    def __init__(self, *args: Any, types: list[PartnerType], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = [("", "Tous"), *((each.public_id, each.name) for each in types)]


class PartnerForm(forms.Form):
    siret = text_field(
        "SIRET", "Indiquez le SIRET de l'organisme : 14 chiffres.", longest=30, help_text="14 chiffres, espaces admis"
    )
    name = text_field("Nom", "Indiquez le nom de l'organisme.")
    partner_type = ObjectField(label="Type de partenaire", missing="Choisissez le type de l'organisme.")
    rna = text_field(
        "RNA", longest=20, help_text="Associations : W suivi de neuf chiffres ou lettres, par exemple W751234567"
    )
    address = text_field("Adresse", longest=200)
    postcode = text_field("Code postal", longest=10)
    town = text_field("Commune", longest=80)

    def __init__(self, *args: Any, types: list[PartnerType], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["partner_type"].offer(types)

    def clean(self) -> dict[str, Any]:
        """The numbers are read at once, not only once the rest is right."""
        given = {name: self.cleaned_data.get(name, "") for name in ("siret", "rna", "postcode")}
        checks = [lambda: clean_details(given["rna"], given["postcode"])]
        if given["siret"]:
            checks.append(lambda: clean_siret(given["siret"]))
        try:
            collect_errors(*checks)
        except ActionError as error:
            for name, messages in error.errors.items():
                self.add_error(name, list(messages))
        return self.cleaned_data


class PartnerChangeForm(SeenForm, PartnerForm):
    reason = text_field(
        "Motif du changement de SIRET",
        longest=300,
        help_text="Demandé lorsqu'une convention est enregistrée avec l'organisme",
    )


class PartnerTypeForm(forms.Form):
    name = text_field("Nom du type", "Indiquez le nom du type.", longest=80)


class LastDayForm(forms.Form):
    """The last day of an organisation or of an activity."""

    closes_on = date_field("Date de clôture")


class SiteClosingForm(forms.Form):
    closed_on = date_field("Date de fermeture")


class SiteForm(forms.Form):
    name = text_field("Nom", "Indiquez le nom du lieu d'implantation.", longest=120)
    siret = text_field("SIRET de l'établissement", longest=30, help_text="Facultatif : 14 chiffres, espaces admis")
    address = text_field("Adresse", longest=200)
    postcode = text_field("Code postal", longest=10)
    town = text_field("Commune", longest=80)


class SiteChangeForm(SeenForm, SiteForm):
    pass


class LeadTransferForm(forms.Form):
    caf = ObjectField(label="Nouvelle Caf pilote", missing="Choisissez la Caf qui pilotera l'organisme.")
    reason = text_field("Motif", "Dites pourquoi : la Caf choisie le lira.", longest=300)

    def __init__(self, *args: Any, cafs: list[Caf], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["caf"].offer(cafs)
