"""Forms that several subjects show."""

from __future__ import annotations

from typing import Any

from django import forms

from portal.habpps.rights.extending import AlreadyGiven

from .fields import text_field


class ChoosingForm(forms.Form):
    """Of the page that asks which organisation, where one must be chosen first."""

    texte = text_field("Nom, SIRET, RNA ou commune")


# Leaving a name or the e-mail looks whether the person is here already: the page is posted with act=look. The latest
# look counts, whatever order the answers come in.
LOOK_FIRST = {
    "data-hx-post": "",
    "data-hx-trigger": "change",
    "data-hx-vals": '{"act": "look"}',
    "data-hx-target": "#known",
    "data-hx-select": "#known",
    "data-hx-swap": "outerHTML",
    "data-hx-include": "closest form",
    "data-hx-sync": "closest form:queue last",
}


class LateStartForm(forms.Form):
    """A first day that has passed is asked its reason, once the action has said that it wants one."""

    late_reason = text_field(
        "Motif du début passé",
        longest=200,
        widget=forms.HiddenInput,
        help_text="Il s'affiche avec le droit et reste dans le journal : n'y écrivez aucun nom.",
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.is_bound and self.data.get(self.add_prefix("late_reason")):
            self._ask_why()

    def add_error(self, field: str | None, error: Any) -> None:
        if field == "late_reason":
            self._ask_why()
        super().add_error(field, error)

    def _ask_why(self) -> None:
        self.fields["late_reason"].widget = forms.TextInput(attrs={"maxlength": 200})


class ExtendingForm(forms.Form):
    """Rights asked for may stand already with other days: the answer to « prolonger ? », which two buttons give."""

    extend = forms.ChoiceField(
        choices=[("oui", "Prolonger"), ("non", "Garder")], required=False, widget=forms.HiddenInput
    )

    already: AlreadyGiven | None = None  # the question, while it waits for its answer

    def clean_extend(self) -> bool | None:
        return {"oui": True, "non": False}.get(self.cleaned_data["extend"])


class ConfirmForm(forms.Form):
    """Nothing to type: the button is the answer."""

    confirmed = forms.CharField(widget=forms.HiddenInput, initial="oui", required=False)


class ReasonForm(forms.Form):
    """A reason that cannot be left out; `told`: who reads it."""

    reason = forms.CharField(
        label="Motif",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Indiquez le motif : il est obligatoire.",
            "max_length": "Ce motif est trop long : au plus 500 caractères.",
        },
    )

    def __init__(self, *args, told: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = told
