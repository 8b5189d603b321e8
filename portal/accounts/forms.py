from typing import Any

from django import forms

from .passwords import HINT, LONGEST


def password_field(label: str, *, autocomplete: str, missing: str, hint: str = "") -> forms.CharField:
    """Neither stripped nor given back: a password is what was typed, and never stands in a page."""
    return forms.CharField(
        label=label,
        strip=False,
        help_text=hint,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": missing},
    )


class SignInForm(forms.Form):
    login = forms.CharField(
        label="Identifiant",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": "Saisissez votre identifiant, celui que vous avez reçu par mail."},
    )
    password = password_field("Mot de passe", autocomplete="current-password", missing="Saisissez votre mot de passe.")


def new_password_field() -> forms.CharField:
    return password_field(
        "Nouveau mot de passe",
        autocomplete="new-password",
        missing="Choisissez un mot de passe.",
        hint=f"{HINT} {LONGEST} caractères au plus.",
    )


class NewPasswordForm(forms.Form):
    """One field, that can be shown: typing twice is for those who can't see what they type."""

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


def code_field(label: str, hint: str, longest: int, keys: str = "text") -> forms.CharField:
    """A code is typed or pasted, with or without spaces; the browser may offer the one of the application.

    `keys`: the keyboard of a telephone, « numeric » when there are only digits.
    """
    attrs = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false", "inputmode": keys}
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=longest,
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": "Saisissez le code."},
    )


class FirstCodeForm(forms.Form):
    code = code_field("Code affiché par l'application", "6 chiffres, par exemple 123 456", 20, keys="numeric")


class CodeForm(forms.Form):
    """`has_application`: without one, only the recovery codes remain."""

    code = code_field("Code", "Les 6 chiffres que l'application affiche, ou l'un de vos codes de secours", 40)

    def __init__(self, *args: Any, has_application: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_application:
            self.fields["code"].label = "Code de secours"
            self.fields["code"].help_text = "L'un de ceux que vous avez imprimés ou recopiés ; chacun sert une fois"


class PasskeyForm(forms.Form):
    """`credential`: the browser's answer, as JSON."""

    credential = forms.JSONField(
        widget=forms.HiddenInput, error_messages={"required": "La clé d'accès n'a pas répondu : recommencez."}
    )


class NewPasskeyForm(PasskeyForm):
    name = forms.CharField(
        label="Nom de la clé",
        help_text="Pour la reconnaître : « Téléphone », « Clé USB du bureau »…",
        max_length=40,
        error_messages={"required": "Donnez un nom à cette clé, par exemple « Téléphone »."},
    )
    field_order = ["name", "credential"]


class DetailsForm(forms.Form):
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
    phone = forms.CharField(
        label="Téléphone",
        help_text="Par exemple 01 23 45 67 89",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel", "inputmode": "tel"}),
    )


class ChangeEmailForm(forms.Form):
    email = forms.EmailField(
        label="Nouvelle adresse mail",
        help_text="Par exemple prenom.nom@exemple.fr",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Indiquez votre nouvelle adresse mail.",
            "invalid": "Indiquez une adresse mail, par exemple prenom.nom@exemple.fr.",
        },
    )
    password = password_field("Mot de passe", autocomplete="current-password", missing="Saisissez votre mot de passe.")
