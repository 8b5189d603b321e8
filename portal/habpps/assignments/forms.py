from typing import Any

from django import forms

from portal.base.folding import fold
from portal.catalogue.current import get_catalogue
from portal.habpps.models import Activity, Site
from portal.habpps.models.agreements import with_caf
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.candidates import Candidates
from portal.habpps.rights.coverage import Cover
from portal.habpps.rights.labels import tell_rows
from portal.habpps.screens.fields import (
    MOST_OFFERED,
    ROLES,
    UNKNOWN,
    ObjectsField,
    date_field,
    roles_field,
    text_field,
)
from portal.habpps.screens.forms import ExtendingForm, LateStartForm
from portal.habpps.screens.picker.forms import PersonField

from .queries.assignments import AssignmentState, Filters, assignable_agreements

VACANT, DORMANT = "non-attribues", "sans-effet"
COVERS = {VACANT: Cover.VACANT, DORMANT: Cover.DORMANT}
COVER_LABELS = [("", "Tous"), (VACANT, "Non attribués"), (DORMANT, "Attribués, sans effet aujourd'hui")]
YES_NO = [("non", "Non"), ("oui", "Oui")]


def type_choices() -> list[tuple[str, str]]:
    return [("", "Tous"), *((each.code, each.label) for each in get_catalogue().types.values())]


def nature_choices() -> list[tuple[str, str]]:
    found = {code: label for each in get_catalogue().types.values() for code, label in each.natures.items()}
    return [("", "Toutes"), *found.items()]


def partner_field(actor: Actor, asked: str) -> forms.Field:
    """A list of the conventions; where they are too many for one, part of the partner's name, or the one asked for."""
    offered = assignable_agreements(actor)[: MOST_OFFERED + 1]
    if len(offered) > MOST_OFFERED:
        offered = list(assignable_agreements(actor, key=asked)) if asked else []
        if not offered:
            return text_field("Partenaire")
    choices = [
        (each["public_id"], f"{with_caf(each['partner__name'], each['told_caf'])} ({each['label']})")
        for each in tell_rows(actor, offered, "pk")
    ]
    return forms.ChoiceField(
        label="Partenaire", required=False, choices=[("", "Tous"), *choices], error_messages=UNKNOWN
    )


class PartnerFilter(forms.Form):
    """Of the lists of an organisation's roles: under which convention, or of which partner."""

    partenaire = forms.Field(label="Partenaire", required=False)

    def __init__(self, data: Any, *, actor: Actor):
        super().__init__(data)
        self.fields["partenaire"] = partner_field(actor, data.get("partenaire", ""))
        self.fields["type"].choices = type_choices()
        self.fields["nature"].choices = nature_choices()

    def partner(self) -> dict[str, str]:
        """`agreement`: the public id chosen in the list; `partner`: the part of a name typed in its place."""
        listed = isinstance(self.fields["partenaire"], forms.ChoiceField)
        return {"agreement" if listed else "partner": self.cleaned_data.get("partenaire", "")}


class AssignmentFilter(PartnerFilter):
    utilisateur = text_field("Utilisateur", help_text="Nom, prénom ou identifiant")
    role = forms.ChoiceField(label="Rôle", required=False, choices=[("", "Tous"), *ROLES])
    activite = text_field("Activité")
    type = forms.ChoiceField(label="Type d'activité", required=False)
    nature = forms.ChoiceField(label="Nature d'activité", required=False)
    etat = forms.ChoiceField(
        label="État de l'habilitation",
        choices=AssignmentState.choices,
        error_messages={**UNKNOWN, "required": "Choisissez l'état de l'habilitation."},
    )
    lieux = forms.ChoiceField(label="Lieux d'implantation", required=False, choices=YES_NO)

    def filters(self) -> Filters:
        """What to search; a value that no list offers counts as not chosen."""
        self.is_valid()
        chosen = self.cleaned_data
        return Filters(
            state=chosen.get("etat") or AssignmentState.ACTIVE,
            **self.partner(),
            user=chosen.get("utilisateur", ""),
            role=chosen.get("role", ""),
            activity=chosen.get("activite", ""),
            type_code=chosen.get("type", ""),
            nature_code=chosen.get("nature", ""),
            sites=chosen.get("lieux") == "oui",
        )


class CoverageFilter(PartnerFilter):
    activite = text_field("Activité")
    type = forms.ChoiceField(label="Type d'activité", required=False)
    nature = forms.ChoiceField(label="Nature d'activité", required=False)
    roles = forms.ChoiceField(label="Rôles", required=False, choices=COVER_LABELS)

    @property
    def cover(self) -> Cover | None:
        """Which cover of a role is asked for; None: any."""
        return COVERS.get(self.cleaned_data.get("roles", ""))

    def filters(self) -> Filters:
        self.is_valid()
        chosen = self.cleaned_data
        return Filters(
            **self.partner(),
            activity=chosen.get("activite", ""),
            type_code=chosen.get("type", ""),
            nature_code=chosen.get("nature", ""),
        )


class ChoosingForm(forms.Form):
    """Of the page that asks under which convention, where there are several."""

    partenaire = text_field("Partenaire ou convention")


class ScopeForm(forms.Form):
    """Which of the places to show in the third step."""

    activite = text_field("Activité")
    type = forms.ChoiceField(label="Type d'activité", required=False)
    nature = forms.ChoiceField(label="Nature d'activité", required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = type_choices()
        self.fields["nature"].choices = nature_choices()

    def narrow(self, activities: list[Activity]) -> list[Activity]:
        """Those that fulfil what is asked; a wrong criterion counts for nothing."""
        self.is_valid()
        name, type_code, nature_code = (self.cleaned_data.get(field, "") for field in ("activite", "type", "nature"))
        if not (name or type_code or nature_code):
            return activities
        return [
            each
            for each in activities
            if fold(name) in fold(each.name)
            and type_code in ("", each.type_code)
            and nature_code in ("", each.nature_code)
        ]


class AssignForm(LateStartForm, ExtendingForm):
    user = PersonField(label="Pour l'utilisateur", missing="Choisissez l'utilisateur.")
    roles = roles_field("Au rôle de", "Choisissez au moins un rôle.")
    valid_from = date_field("À partir du")
    valid_until = date_field("Jusqu'au", required=False)
    activities = ObjectsField(label="Activités", missing="La sélection d'au moins une activité est obligatoire.")
    sites = ObjectsField(
        label="Lieux d'implantation", missing="La sélection d'au moins un lieu d'implantation est obligatoire."
    )

    def __init__(
        self,
        *args: Any,
        people: Candidates,
        people_url: str,
        activities: list[Activity],
        sites: list[Site],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.fields["user"].offer(people, people_url)
        self.fields["activities"].offer(activities)
        self.fields["sites"].offer(sites)
        for name, offered in (("activities", activities), ("sites", sites)):
            self.fields[name].required = bool(offered)
