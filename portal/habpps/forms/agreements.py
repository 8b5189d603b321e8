from typing import Any

from django import forms

from portal.habpps.actions import Identity, NewTerms, Terms
from portal.habpps.models import PartnerType, Service
from portal.habpps.queries.agreements import CLOSED, OPEN
from portal.ui.seen_form import SeenForm

from .fields import UNKNOWN, YesNoField, date, tell_now, text


def delegated() -> YesNoField:
    return YesNoField(
        label="Gestion déléguée des habilitations",
        yes="Oui : les administrateurs de l'organisme gèrent leurs utilisateurs",
        no="Non : la Caf gère les utilisateurs",
        missing="Dites si la gestion des habilitations est déléguée.",
    )


class AgreementFilter(forms.Form):
    libelle = text("Libellé")
    type = forms.ChoiceField(label="Type de partenaire", required=False)
    statut = forms.ChoiceField(
        label="Statut", required=False, choices=[("", "Tous"), (OPEN, "Ouvert"), (CLOSED, "Clôturé")]
    )
    partenaire = text("Partenaire")

    def __init__(self, *args: Any, types: list[PartnerType], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = [("", "Tous"), *((each.public_id, each.name) for each in types)]


class AgreementForm(forms.Form):
    label = text("Libellé", "Indiquez le libellé de la convention.")
    opens_on = date("Date d'ouverture")
    closes_on = date("Date de clôture", required=False)
    delegated = delegated()
    contract_opens_on = date("Début du contrat de service")
    contract_closes_on = date("Fin du contrat de service", required=False)
    enrolment_opens_on = date("Date du bulletin d'adhésion au service AFAS")

    def terms(self) -> Terms:
        values = self.cleaned_data
        return Terms(
            opens_on=values["opens_on"],
            closes_on=values["closes_on"],
            delegated=values["delegated"],
            contract_opens_on=values["contract_opens_on"],
            contract_closes_on=values["contract_closes_on"],
            enrolment_opens_on=values["enrolment_opens_on"],
        )


class AdministratorForm(forms.Form):
    """Who an administrator is; the e-mail twice. `part`: which of several, as the summary of errors says it."""

    last_name = text("Nom", "Indiquez le nom.", longest=80)
    first_name = text("Prénom", "Indiquez le prénom.", longest=80)
    email = forms.EmailField(
        label="Adresse mail",
        error_messages={
            "required": "Indiquez l'adresse mail, par exemple prenom.nom@exemple.fr.",
            "invalid": "Indiquez une adresse mail complète, par exemple prenom.nom@exemple.fr.",
        },
    )
    email_again = forms.CharField(
        label="Confirmer l'adresse mail",
        max_length=254,
        widget=forms.EmailInput,
        error_messages={"required": "Saisissez l'adresse mail une seconde fois."},
    )

    def clean(self) -> dict[str, Any]:
        """What was typed twice is compared even where another field is wrong: one reading of the errors is enough."""
        typed = self.cleaned_data
        if {"email", "email_again"} <= typed.keys():
            twice = {name: typed.get(name, "") for name in ("email", "email_again", "phone", "phone_again")}
            tell_now(self, Identity("", "", **twice).check)
        return typed

    def __init__(self, *args: Any, part: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.part = part

    def identity(self) -> Identity:
        return Identity(**self.cleaned_data)


class NamedAdministratorForm(AdministratorForm):
    valid_from = date("À partir du")

    def identity(self) -> Identity:
        return Identity(**{name: value for name, value in self.cleaned_data.items() if name != "valid_from"})


class ClosingForm(forms.Form):
    closes_on = date("Date de clôture", help_text="Dernier jour d'accès, passé, d'aujourd'hui ou à venir")
    reason = text("Motif", "Dites pourquoi la convention prend fin.", longest=300)


class AgreementChangeForm(SeenForm):
    label = text("Libellé", "Indiquez le libellé de la convention.")
    opens_on = date("Date d'ouverture")
    closes_on = date("Date de clôture", required=False)
    extend_rights = forms.BooleanField(
        label="Prolonger aussi les droits qui finissent avec la convention", required=False, initial=True
    )
    separate_approver = forms.BooleanField(
        label="Exiger que l'approbateur n'ait pas saisi les données",
        required=False,
        help_text="Sinon, le portail avertit sans empêcher",
    )
    delegated = delegated()
    contract_opens_on = date("Début du contrat de service")
    contract_closes_on = date("Fin du contrat de service", required=False)

    def terms(self) -> NewTerms:
        return NewTerms(**{name: value for name, value in self.cleaned_data.items() if name != "seen"})


class EnrolmentForm(forms.Form):
    service = forms.ChoiceField(
        label="Service", error_messages={**UNKNOWN, "required": "Choisissez un service du bouquet."}
    )
    opens_on = date("Date du bulletin d'adhésion")

    def __init__(self, *args: Any, services: list[Service], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.services = {service.code: service for service in services}
        self.fields["service"].choices = [
            ("", "Choisissez"),
            *((code, each.label) for code, each in self.services.items()),
        ]

    def values(self) -> dict[str, Any]:
        """The action's arguments."""
        return {**self.cleaned_data, "service": self.services[self.cleaned_data["service"]]}


class EnrolmentEndForm(forms.Form):
    closes_on = date("Dernier jour", required=False, help_text="Ce jour compris ; vide : sans fin prévue")

    def __init__(self, *args: Any, may_stay: bool, **kwargs: Any):
        """`may_stay`: an end was written already, and may be taken back."""
        super().__init__(*args, **kwargs)
        if not may_stay:
            self.fields["closes_on"] = date("Dernier jour")
