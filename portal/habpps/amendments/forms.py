from __future__ import annotations

from typing import Any

from django import forms

from portal.base.typed import EMAIL
from portal.habpps.agreements.rules.papers import MOST_BYTES, too_big
from portal.habpps.invitations.actions import Identity
from portal.habpps.rights.shown import identified_name
from portal.habpps.screens.fields import UNKNOWN, date_field, phone_field, text_field
from portal.ui.forms import EmailField

from .actions.requests import AdministratorChange
from .actions.signing import Signature

NOBODY = ("", "Personne")


class AmendmentForm(forms.Form):
    """Who leaves, who comes, from when and why; the e-mail of who comes is typed twice."""

    leaving = forms.ChoiceField(
        label="Administrateur qui part", required=False, widget=forms.RadioSelect, error_messages=UNKNOWN
    )
    keeps_access = forms.BooleanField(
        label="Cette personne conserve un accès d'utilisateur à la convention",
        required=False,
        help_text="Sinon, tous ses accès à la convention prennent fin.",
    )
    last_name = text_field("Nom", longest=80)
    first_name = text_field("Prénom", longest=80)
    email = EmailField(label="Adresse mail", required=False)
    email_again = forms.CharField(
        label="Confirmer l'adresse mail", required=False, max_length=254, widget=forms.EmailInput
    )
    phone = phone_field("Téléphone")
    somebody_else = forms.BooleanField(label="Je confirme que c'est quelqu'un d'autre", required=False)
    effective_on = date_field("Date d'effet")
    reason = forms.CharField(
        label="Motif",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Il figure dans l'avenant, par exemple «\u00a0Départ à la retraite\u00a0».",
        error_messages={"required": "Indiquez le motif : il figure dans l'avenant."},
    )

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.people = {grant.public_id: grant for grant in people}
        choices = [
            (
                key,
                identified_name(grant.shown_first_name, grant.shown_last_name, grant.shown_username, grant.shown_email),
            )
            for key, grant in self.people.items()
        ]
        self.fields["leaving"].choices = [NOBODY, *choices]

    def clean(self) -> dict[str, Any]:
        """Once anything of the new administrator is typed, all that says who they are is needed."""
        values = super().clean() or {}
        needed = {
            "last_name": "Indiquez le nom.",
            "first_name": "Indiquez le prénom.",
            "email": EMAIL,
            "email_again": "Saisissez l'adresse mail une seconde fois.",
        }
        if any(values.get(name) for name in (*needed, "phone")):
            for name, message in needed.items():
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, message)
        return values

    def change(self) -> AdministratorChange:
        values = self.cleaned_data
        arriving = None
        if values["email"]:
            arriving = Identity(
                values["last_name"],
                values["first_name"],
                values["email"],
                values["email_again"],
                values["phone"],
                values["phone"],
                somebody_else=values["somebody_else"],
            )
        return AdministratorChange(
            leaving=self.people.get(values["leaving"]),
            arriving=arriving,
            effective_on=values["effective_on"],
            reason=values["reason"],
            keeps_access=values["keeps_access"],
        )


class SignatureForm(forms.Form):
    signed_on = date_field("Date de signature")
    partner = text_field(
        "Signataire pour l'organisme", "Indiquez qui a signé.", longest=120, help_text="Nom et qualité"
    )
    caf = text_field("Signataire pour la Caf", "Indiquez qui a signé.", longest=120, help_text="Nom et qualité")
    file = forms.FileField(
        label="Avenant signé",
        required=False,
        allow_empty_file=True,  # the action says what to do about it
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        help_text="PDF, 5\u00a0Mo au plus, sans mot de passe. Vous pouvez aussi le joindre plus tard à la convention.",
    )

    def clean_file(self):
        """Before anything of a big file is read."""
        file = self.cleaned_data["file"]
        if file is not None and file.size > MOST_BYTES:
            raise forms.ValidationError(too_big(file.size))
        return file

    def signature(self) -> Signature:
        values = self.cleaned_data
        file = values["file"]
        content = file.read() if file is not None else b""
        name = (file.name or "") if file is not None else ""
        return Signature(values["signed_on"], values["partner"], values["caf"], content, name)
