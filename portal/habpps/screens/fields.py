"""What the forms of this room are made of: choices among objects, dates, roles, words of errors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms

from portal.accounts.models import User
from portal.base.errors import ActionError
from portal.base.ids import PublicIdModel
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.ui.forms import DateField, TelephoneField, TelephoneInput

ROLES = [(role.value, role.label) for role in AFAS_ROLES]

MOST_OFFERED = 50  # beyond, a list of choices is slow to read and heavy to send: one types part of a name
UNKNOWN = {
    "invalid_choice": "Choisissez une valeur de la liste.",
    "invalid_list": "Choisissez des valeurs de la liste.",
}


def text_field(label: str, missing: str = "", *, longest: int = 150, **kwargs: Any) -> forms.CharField:
    """One line of text, required when `missing` (the French message) is given."""
    messages = {"required": missing, "max_length": f"Ce texte est trop long : au plus {longest} caractères."}
    return forms.CharField(label=label, required=bool(missing), max_length=longest, error_messages=messages, **kwargs)


def date_field(label: str, *, required: bool = True, **kwargs: Any) -> DateField:
    return DateField(label=label, required=required, **kwargs)


class ObjectField(forms.ChoiceField):
    """A choice among objects by their public ids; cleans to the object, or None. Give them by `offer`."""

    def __init__(self, *, missing: str = "", **kwargs: Any):
        messages = {**UNKNOWN, "required": missing}
        super().__init__(required=bool(missing), error_messages=messages, **kwargs)
        self.objects: dict[str, PublicIdModel] = {}

    def offer(self, objects: Sequence[Any], empty: str = "Choisissez") -> None:
        self.objects = {each.public_id: each for each in objects}
        self.choices = [("", empty), *((key, object_label(each)) for key, each in self.objects.items())]

    def prepare_value(self, value: Any) -> Any:
        return getattr(value, "public_id", value)

    def clean(self, value: Any) -> Any:
        return self.objects.get(super().clean(value))


class ObjectsField(forms.MultipleChoiceField):
    """Several of the objects offered; cleans to the list of them."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, missing: str = "", **kwargs: Any):
        messages = {**UNKNOWN, "required": missing}
        super().__init__(required=bool(missing), error_messages=messages, **kwargs)
        self.objects: dict[str, PublicIdModel] = {}

    def offer(self, objects: Sequence[Any]) -> None:
        self.objects = {each.public_id: each for each in objects}
        self.choices = [(key, object_label(each)) for key, each in self.objects.items()]

    def prepare_value(self, value: Any) -> Any:
        return [getattr(each, "public_id", each) for each in value or []]

    def clean(self, value: Any) -> Any:
        return [self.objects[key] for key in super().clean(value)]


class YesNoField(forms.ChoiceField):
    """Two buttons that say what each means; cleans to a boolean."""

    widget = forms.RadioSelect

    def __init__(self, *, yes: str, no: str, missing: str, **kwargs: Any):
        messages = {**UNKNOWN, "required": missing}
        super().__init__(choices=[("oui", yes), ("non", no)], error_messages=messages, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return {True: "oui", False: "non"}.get(value, value)

    def clean(self, value: Any) -> bool:
        return super().clean(value) == "oui"


def object_label(obj: Any) -> str:
    """How an object shows in a list: by the `shown_name` that a query gave it, or as it calls itself. People are no
    objects of lists: they are searched (`screens.picker`)."""
    return getattr(obj, "shown_name", "") or str(obj)


def check_now(form: forms.Form, check: Callable[[], object]) -> None:
    """A check of the action's own, made while the form is read: its errors come with those of the other fields."""
    try:
        check()
    except ActionError as error:
        for name, texts in error.errors.items():
            form.add_error(name if name in form.fields else None, texts)


def phone_field(label: str) -> TelephoneField:
    return TelephoneField(label=label, required=False, widget=TelephoneInput(attrs={"autocomplete": "off"}))


def mobility_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Poste de travail",
        choices=User.Mobility.choices,
        initial=User.Mobility.SEDENTARY,
        widget=forms.RadioSelect,
        error_messages={**UNKNOWN, "required": "Choisissez le type de poste de travail."},
    )


def reason_field() -> forms.CharField:
    """For the journal."""
    return text_field("Motif", longest=200, help_text="Facultatif. Il reste dans le journal : n'y écrivez aucun nom.")


class RolesField(forms.MultipleChoiceField):
    """AFAS roles; cleans to the list of them."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        return [Role(each) for each in super().clean(value)]


def roles_field(label: str, missing: str = "") -> RolesField:
    messages = {**UNKNOWN, "required": missing}
    return RolesField(label=label, choices=ROLES, required=bool(missing), error_messages=messages)
