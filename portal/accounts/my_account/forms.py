from django import forms

from portal.accounts.forms import password_field
from portal.ui.forms import EmailField, TelephoneField, TelephoneInput


class PhoneForm(forms.Form):
    phone = TelephoneField(
        label="Téléphone",
        help_text="Par exemple 01 23 45 67 89",
        required=False,
        widget=TelephoneInput(attrs={"autocomplete": "tel"}),
    )


class NamesForm(forms.Form):
    first_name = forms.CharField(
        label="Prénom",
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": "Indiquez votre prénom."},
    )
    last_name = forms.CharField(
        label="Nom",
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        error_messages={"required": "Indiquez votre nom."},
    )


class DetailsForm(PhoneForm, NamesForm):
    field_order = ("first_name", "last_name", "phone")


class ChangeEmailForm(forms.Form):
    email = EmailField(
        label="Nouvelle adresse mail",
        help_text="Par exemple prenom.nom@exemple.fr",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Indiquez votre nouvelle adresse mail.",
        },
    )
    password = password_field("Mot de passe", autocomplete="current-password", missing="Saisissez votre mot de passe.")
