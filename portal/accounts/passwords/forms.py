from django import forms

from portal.accounts.forms import password_field

from .validators import HINT, LONGEST


def new_password_field() -> forms.CharField:
    return password_field(
        "Nouveau mot de passe",
        autocomplete="new-password",
        missing="Choisissez un mot de passe.",
        hint=f"{HINT} {LONGEST} caractères au plus.",
    )


class NewPasswordForm(forms.Form):
    """A single field, whose text can be shown: no need to type the password twice."""

    password = new_password_field()


class ChangePasswordForm(forms.Form):
    old = password_field(
        "Mot de passe actuel", autocomplete="current-password", missing="Saisissez votre mot de passe actuel."
    )
    password = new_password_field()


class ForgottenForm(forms.Form):
    identifier = forms.CharField(
        label="Identifiant ou adresse mail",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": "Saisissez votre identifiant ou votre adresse mail."},
    )


class ConfirmForm(forms.Form):
    password = password_field(
        "Votre mot de passe", autocomplete="current-password", missing="Saisissez votre mot de passe."
    )
