"""Who somebody is, as an administrator types it."""

from typing import Any

from django import forms

from portal.habpps.screens.fields import check_now, text_field
from portal.habpps.screens.forms import LOOK_FIRST
from portal.ui.forms import EmailField

from .actions import Identity


class EmailTwiceForm(forms.Form):
    email = EmailField(label="Adresse mail")
    email_again = forms.CharField(
        label="Confirmer l'adresse mail",
        widget=forms.EmailInput,
        error_messages={"required": "Saisissez l'adresse mail une seconde fois."},
    )

    def clean(self) -> dict[str, Any]:
        """What was typed twice is compared even where another field is wrong: one reading of the errors is enough."""
        typed = self.cleaned_data
        if {"email", "email_again"} <= typed.keys():
            twice = {name: typed.get(name, "") for name in ("email", "email_again", "phone", "phone_again")}
            check_now(self, Identity("", "", **twice).check)
        return typed


class AdministratorForm(EmailTwiceForm):
    """Who an administrator is; the e-mail twice. `part`: which of several, as the summary of errors says it."""

    last_name = text_field("Nom", "Indiquez le nom.", longest=80)
    first_name = text_field("Prénom", "Indiquez le prénom.", longest=80)
    somebody_else = forms.BooleanField(label="Je confirme que c'est quelqu'un d'autre", required=False)

    field_order = ("last_name", "first_name")

    def __init__(self, *args: Any, part: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.part = part

    def look_first(self) -> None:
        """Leaving a name or the e-mail looks whether the person is here already."""
        for name in ("last_name", "first_name", "email"):
            self.fields[name].widget.attrs.update(LOOK_FIRST)

    def identity(self) -> Identity:
        own = Identity.__dataclass_fields__
        return Identity(**{name: value for name, value in self.cleaned_data.items() if name in own})
