from typing import Any

from django import forms

from portal.habpps.invitations.forms import AdministratorForm
from portal.habpps.models import Caf
from portal.habpps.people.queries.users import Status
from portal.habpps.rights.roles import CAF_ROLES, Role
from portal.habpps.screens.fields import UNKNOWN, ObjectField, date_field, reason_field, text_field
from portal.habpps.screens.forms import LateStartForm

from .queries import OfficialSearch

STATUSES = [("", "Tous"), *Status.choices]
UNTIL = "Ce jour compris ; vide : sans fin prévue"


class OfficialFilter(forms.Form):
    personne = text_field("Personne", help_text="Nom ou prénom")
    role = forms.ChoiceField(label="Rôle", required=False, choices=[("", "Tous"), *((r, r.label) for r in CAF_ROLES)])
    etat = forms.ChoiceField(label="État", required=False, choices=STATUSES)
    caf = ObjectField(label="Caf")

    def __init__(self, *args: Any, cafs: list[Caf], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["caf"].offer(cafs, empty="Toutes")
        if len(cafs) < 2:
            del self.fields["caf"]

    def search(self, sort: str) -> OfficialSearch:
        """What to search; a value that no list offers counts as not chosen."""
        self.is_valid()
        asked = self.cleaned_data
        return OfficialSearch(
            person=asked.get("personne", ""),
            role=asked.get("role", ""),
            status=asked.get("etat", ""),
            caf=asked["caf"].public_id if asked.get("caf") else "",
            sort=sort,
        )


class OfficialForm(LateStartForm, AdministratorForm):
    """« Nommer un agent »; the Caf is asked of who names for several."""

    caf = ObjectField(label="Caf", missing="Choisissez la Caf.")
    role = forms.ChoiceField(
        label="Rôle",
        widget=forms.RadioSelect,
        help_text="L'administrateur gère les habilitations et nomme les agents ; le gestionnaire traite les déclarations.",
        error_messages={**UNKNOWN, "required": "Choisissez le rôle de cette personne."},
    )
    valid_from = date_field("À partir du")
    valid_until = date_field("Jusqu'au", required=False, help_text=UNTIL)

    def __init__(self, *args: Any, cafs: list[Caf], roles: list[Role], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.cafs = cafs
        self.fields["caf"].offer(cafs)
        if len(cafs) < 2:
            del self.fields["caf"]
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        self.look_first()

    def looked_in(self, posted: str) -> Caf | None:
        """The Caf in which to look for somebody, before the form is right: the only one, or the one chosen."""
        if "caf" not in self.fields:
            return self.cafs[0] if self.cafs else None
        return self.fields["caf"].objects.get(posted)

    def rights(self) -> dict[str, Any]:
        """The rest of what `actions.name_agent` takes."""
        asked = self.cleaned_data
        return {
            "caf": asked.get("caf") or self.cafs[0],
            "role": Role(asked["role"]),
            "valid_from": asked["valid_from"],
            "valid_until": asked["valid_until"],
            "late_reason": asked["late_reason"],
        }


class OfficialEndForm(forms.Form):
    last_day = date_field(
        "Dernier jour",
        required=False,
        help_text="Ce jour compris ; il peut être plus tardif que la fin prévue. Vide : le rôle cesse dès maintenant.",
    )
    reason = reason_field()


class OfficialReopenForm(LateStartForm):
    field_order = ("valid_from", "valid_until", "late_reason")
    valid_from = date_field("À partir du")
    valid_until = date_field("Jusqu'au", required=False, help_text=UNTIL)
