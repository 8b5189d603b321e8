"""Forms that several subjects show."""

from django import forms

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
