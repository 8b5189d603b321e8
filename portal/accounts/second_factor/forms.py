from typing import Any

from django import forms

from portal.base.text import read_json_object


def code_field(label: str, hint: str, longest: int, keys: str = "text") -> forms.CharField:
    """Codes may hold spaces; browsers may fill in the one of the application (`one-time-code`).

    `keys`: the keyboard that phones show (`inputmode`).
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
    """Without `has_application`, only recovery codes are asked for."""

    code = code_field("Code", "Les 6 chiffres que l'application affiche, ou l'un de vos codes de secours", 40)

    def __init__(self, *args: Any, has_application: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_application:
            self.fields["code"].label = "Code de secours"
            self.fields["code"].help_text = "L'un de ceux que vous avez imprimés ou recopiés ; chacun sert une fois"


NO_ANSWER = "La clé d'accès n'a pas répondu : recommencez."


class PasskeyForm(forms.Form):
    """`credential`: the browser's answer, as JSON."""

    credential = forms.CharField(widget=forms.HiddenInput, error_messages={"required": NO_ANSWER})

    def clean_credential(self) -> dict[str, Any]:
        try:
            return read_json_object(self.cleaned_data["credential"])
        except ValueError:
            raise forms.ValidationError(NO_ANSWER) from None


class NewPasskeyForm(PasskeyForm):
    name = forms.CharField(
        label="Nom de la clé",
        help_text="Pour la reconnaître : « Téléphone », « Clé USB du bureau »…",
        max_length=40,
        error_messages={"required": "Donnez un nom à cette clé, par exemple « Téléphone »."},
    )
    field_order = ["name", "credential"]
