from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from portal.catalogue.current import get_catalogue
from portal.habpps.invitations.actions import Identity
from portal.habpps.invitations.forms import AdministratorForm
from portal.habpps.models import Document, PartnerType, Service, Site
from portal.habpps.screens.fields import UNKNOWN, ObjectsField, YesNoField, date_field, text_field
from portal.habpps.screens.forms import LateStartForm
from portal.ui.seen_form import SeenForm

from .actions.changes import NewTerms
from .actions.record import Terms
from .queries import CLOSED, OPEN
from .rules.papers import MOST_BYTES, too_big


class ActivityForm(forms.Form):
    """`nature` posts « TYPE:NATURE »: one list, grouped by type, needs no script."""

    ASKED_AS: ClassVar = {"type_code": "nature", "nature_code": "nature"}  # where errors of the action show

    name = text_field("Nom de l'activité", "Indiquez le nom de l'activité.", longest=120)
    nature = forms.ChoiceField(
        label="Type et nature d'activité", error_messages={**UNKNOWN, "required": "Choisissez le type et la nature."}
    )
    opens_on = date_field("Date d'ouverture")
    closes_on = date_field("Date de clôture", required=False)
    sites = ObjectsField(label="Lieux d'implantation")

    def __init__(self, *args: Any, sites: list[Site], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["sites"].offer(sites)
        groups = [
            (each.label, [(f"{each.code}:{code}", label) for code, label in each.natures.items()])
            for each in get_catalogue().types.values()
        ]
        self.fields["nature"].choices = [("", "Choisissez"), *groups]
        if not sites:
            del self.fields["sites"]

    def values(self) -> dict[str, Any]:
        """The action's arguments."""
        values = dict(self.cleaned_data)
        type_code, _, nature_code = values.pop("nature").partition(":")
        return {**values, "type_code": type_code, "nature_code": nature_code}


class ActivityChangeForm(SeenForm, ActivityForm):
    pass


def delegated() -> YesNoField:
    return YesNoField(
        label="Gestion déléguée des habilitations",
        yes="Oui : les administrateurs de l'organisme gèrent leurs utilisateurs",
        no="Non : la Caf gère les utilisateurs",
        missing="Dites si la gestion des habilitations est déléguée.",
    )


class AgreementFilter(forms.Form):
    libelle = text_field("Libellé")
    type = forms.ChoiceField(label="Type de partenaire", required=False)
    statut = forms.ChoiceField(
        label="Statut", required=False, choices=[("", "Tous"), (OPEN, "Ouvert"), (CLOSED, "Clôturé")]
    )
    partenaire = text_field("Partenaire")

    def __init__(self, *args: Any, types: list[PartnerType], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = [("", "Tous"), *((each.public_id, each.name) for each in types)]


class AgreementForm(LateStartForm):
    label = text_field("Libellé", "Indiquez le libellé de la convention.")
    opens_on = date_field("Date d'ouverture")
    closes_on = date_field("Date de clôture", required=False)
    delegated = delegated()
    contract_opens_on = date_field("Début du contrat de service")
    contract_closes_on = date_field("Fin du contrat de service", required=False)
    enrolment_opens_on = date_field("Date du bulletin d'adhésion au service AFAS")

    def terms(self) -> Terms:
        values = self.cleaned_data
        return Terms(
            opens_on=values["opens_on"],
            closes_on=values["closes_on"],
            delegated=values["delegated"],
            contract_opens_on=values["contract_opens_on"],
            contract_closes_on=values["contract_closes_on"],
            enrolment_opens_on=values["enrolment_opens_on"],
            late_reason=values["late_reason"],
        )


class NamedAdministratorForm(LateStartForm, AdministratorForm):
    field_order = ("last_name", "first_name", "email", "email_again", "valid_from", "late_reason")
    valid_from = date_field("À partir du")

    def identity(self) -> Identity:
        return Identity(
            **{name: value for name, value in self.cleaned_data.items() if name not in ("valid_from", "late_reason")}
        )


class ClosingForm(forms.Form):
    closes_on = date_field("Date de clôture", help_text="Dernier jour d'accès, passé, d'aujourd'hui ou à venir")
    reason = text_field("Motif", "Dites pourquoi la convention prend fin.", longest=300)


class AgreementChangeForm(SeenForm):
    label = text_field("Libellé", "Indiquez le libellé de la convention.")
    opens_on = date_field("Date d'ouverture")
    closes_on = date_field("Date de clôture", required=False)
    extend_rights = forms.BooleanField(
        label="Prolonger aussi les droits qui finissent avec la convention", required=False, initial=True
    )
    separate_approver = forms.BooleanField(
        label="Exiger que l'approbateur n'ait pas saisi les données",
        required=False,
        help_text="Sinon, le portail avertit sans empêcher",
    )
    delegated = delegated()
    contract_opens_on = date_field("Début du contrat de service")
    contract_closes_on = date_field("Fin du contrat de service", required=False)

    def terms(self) -> NewTerms:
        return NewTerms(**{name: value for name, value in self.cleaned_data.items() if name != "seen"})


class EnrolmentForm(LateStartForm):
    field_order = ("service", "opens_on", "late_reason")
    service = forms.ChoiceField(
        label="Service", error_messages={**UNKNOWN, "required": "Choisissez un service du bouquet."}
    )
    opens_on = date_field("Date du bulletin d'adhésion")

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
    closes_on = date_field("Dernier jour", required=False, help_text="Ce jour compris ; vide : sans fin prévue")

    def __init__(self, *args: Any, may_stay: bool, **kwargs: Any):
        """`may_stay`: an end was written already, and may be taken back."""
        super().__init__(*args, **kwargs)
        if not may_stay:
            self.fields["closes_on"] = date_field("Dernier jour")


class DocumentForm(forms.Form):
    kind = forms.ChoiceField(
        label="Nature de la pièce",
        choices=[("", "Choisissez"), *Document.Kind.choices],
        error_messages={**UNKNOWN, "required": "Choisissez la nature de la pièce."},
    )
    title = text_field("Intitulé", help_text="Sans intitulé, le nom du fichier est repris")
    file = forms.FileField(
        label="Fichier",
        allow_empty_file=True,  # the action says what to do about it
        max_length=None,
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        help_text="PDF, 5\u00a0Mo au plus, sans mot de passe",
        error_messages={"required": "Joignez le fichier PDF.", "missing": "Joignez le fichier PDF."},
    )

    def clean_file(self) -> UploadedFile:
        """Before anything of a big file is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(too_big(file.size))
        return file


class WithdrawalForm(forms.Form):
    reason = text_field("Motif", "Dites pourquoi cette pièce est retirée.", longest=300)
