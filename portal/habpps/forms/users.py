from typing import Any

from django import forms

from portal.accounts.models import User
from portal.habpps.actions import Identity
from portal.habpps.models import AccessGroup

from .agreements import AdministratorForm
from .fields import UNKNOWN, ObjectField, date, text


class UserFilter(forms.Form):
    identifiant = text("Identifiant")
    nom = text("Nom")
    prenom = text("Prénom")
    groupe = ObjectField(label="Sélectionner un groupe")

    def __init__(self, *args: Any, groups: list[AccessGroup], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["groupe"].offer(groups, empty="Tous")


class TelephoneInput(forms.TextInput):
    input_type = "tel"


def phone_field(label: str) -> forms.CharField:
    return text(label, longest=20, widget=TelephoneInput(attrs={"autocomplete": "off"}))


def mobility_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Poste de travail",
        choices=User.Mobility.choices,
        initial=User.Mobility.SEDENTARY,
        widget=forms.RadioSelect,
        error_messages={**UNKNOWN, "required": "Choisissez le type de poste de travail."},
    )


class UserForm(AdministratorForm):
    phone = phone_field("Téléphone")
    phone_again = phone_field("Confirmer le téléphone")
    valid_from = date("Date d'ouverture")
    valid_until = date("Date de clôture", required=False)
    mobility = mobility_field()
    group = ObjectField(label="Groupe d'habilitation")

    def __init__(self, *args: Any, groups: list[AccessGroup], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["group"].offer(groups, empty="Aucun pour l'instant")

    def identity(self) -> Identity:
        own = Identity.__dataclass_fields__
        return Identity(**{name: value for name, value in self.cleaned_data.items() if name in own})


class ContactForm(forms.Form):
    phone = phone_field("Téléphone")
    phone_again = phone_field("Confirmer le téléphone")
    mobility = mobility_field()


class GroupForm(forms.Form):
    """« Ajouter un utilisateur au groupe »; the source makes both dates required."""

    group = ObjectField(label="Groupe", missing="Choisissez un groupe.")
    valid_from = date("Date d'ouverture")
    valid_until = date("Date de clôture")

    def __init__(self, *args: Any, groups: list[AccessGroup], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["group"].offer(groups)


class ConfirmForm(forms.Form):
    """Nothing to type: the button is the answer."""

    confirmed = forms.CharField(widget=forms.HiddenInput, initial="oui", required=False)


class DatesForm(forms.Form):
    valid_from = date("À partir du")
    valid_until = date("Jusqu'au", required=False, help_text="Ce jour compris ; vide : sans fin prévue")


class EndingForm(forms.Form):
    """A reason, for the journal."""

    reason = text("Motif", longest=200, help_text="Facultatif. Il reste dans le journal : n'y écrivez aucun nom.")
