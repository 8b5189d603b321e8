from django import forms

from portal.accounts.forms import password_field


class SignInForm(forms.Form):
    login = forms.CharField(
        label="Identifiant",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": "Saisissez votre identifiant, celui que vous avez reçu par mail."},
    )
    password = password_field("Mot de passe", autocomplete="current-password", missing="Saisissez votre mot de passe.")
