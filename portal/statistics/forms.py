from django import forms


class ChoiceForm(forms.Form):
    """Which activity, or which Caf, to look at. `choices`: (public identifier, label)."""

    choix = forms.ChoiceField(label="Activité", required=False)

    def __init__(self, choices: list[tuple[str, str]], label: str, chosen: str):
        super().__init__(initial={"choix": chosen})
        self.fields["choix"].choices = choices
        self.fields["choix"].label = label
