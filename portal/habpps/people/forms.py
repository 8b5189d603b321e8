from typing import Any, ClassVar

from django import forms

from portal.habpps.grants.forms import EndingForm
from portal.habpps.invitations.forms import AdministratorForm
from portal.habpps.models import AccessGroup, Activity, Agreement, Grant
from portal.habpps.rights.candidates import Candidates
from portal.habpps.rights.periods import asked_period
from portal.habpps.screens.fields import (
    ObjectField,
    ObjectsField,
    check_now,
    date_field,
    mobility_field,
    phone_field,
    reason_field,
    roles_field,
    text_field,
)
from portal.habpps.screens.forms import ExtendingForm, LateStartForm
from portal.habpps.screens.picker.forms import PersonField

from .queries.groups import MemberSearch
from .queries.users import Status, UserSearch


class UserFilter(forms.Form):
    identifiant = text_field("Identifiant")
    nom = text_field("Nom")
    prenom = text_field("Prénom")
    groupe = ObjectField(label="Sélectionner un groupe")
    statut = forms.ChoiceField(label="Statut", required=False, choices=[("", "Tous"), *Status.choices])

    def __init__(self, *args: Any, groups: list[AccessGroup], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["groupe"].offer(groups, empty="Tous")

    def search(self, sort: str) -> UserSearch:
        """What to search; a value that no list offers counts as not chosen."""
        self.is_valid()
        asked = self.cleaned_data
        return UserSearch(
            username=asked.get("identifiant", ""),
            last_name=asked.get("nom", ""),
            first_name=asked.get("prenom", ""),
            group=asked["groupe"].public_id if asked.get("groupe") else "",
            status=asked.get("statut", ""),
            sort=sort,
        )


class UserForm(LateStartForm, AdministratorForm):
    """« Créer un utilisateur partenaire »; the roles are there for who may give them, over open activities."""

    ASKED_AS: ClassVar = {"group": "groups"}  # where errors of the action show

    phone = phone_field("Téléphone")
    phone_again = phone_field("Confirmer le téléphone")
    valid_from = date_field("Date d'ouverture")
    valid_until = date_field("Date de clôture", required=False)
    mobility = mobility_field()
    groups = ObjectsField(label="Groupes d'habilitation")
    roles = roles_field("Au rôle de")
    activities = ObjectsField(label="Activités")

    def __init__(self, *args: Any, groups: list[AccessGroup], activities: list[Activity], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["groups"].offer(groups)
        if not groups:
            del self.fields["groups"]
        self.fields["activities"].offer(activities)
        if not activities:
            del self.fields["roles"], self.fields["activities"]
        self.look_first()

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if start := values.get("valid_from"):
            check_now(self, lambda: asked_period(start, values.get("valid_until")))
        return values

    def rights(self) -> dict[str, Any]:
        """The rest of what `actions.create_user` takes."""
        names = ("valid_from", "valid_until", "late_reason", "groups", "roles", "activities")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class ContactForm(forms.Form):
    phone = phone_field("Téléphone")
    phone_again = phone_field("Confirmer le téléphone")
    mobility = mobility_field()


class GroupForm(LateStartForm, ExtendingForm):
    """« Ajouter un utilisateur au groupe ». The closing date is asked for, and needed, where the convention or the group
    has one; without, a membership lasts as long as the access."""

    field_order = ("group", "valid_from", "valid_until", "late_reason", "extend")
    group = ObjectField(label="Groupe", missing="Choisissez un groupe.")
    valid_from = date_field("Date d'ouverture")
    valid_until = date_field("Date de clôture", required=False)

    def __init__(self, *args: Any, agreement: Agreement, groups: list[AccessGroup], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["group"].offer(groups)
        self.agreement = agreement
        if agreement.closes_on is None and all(each.closes_on is None for each in groups):
            del self.fields["valid_until"]
        else:
            self.fields["valid_until"].required = all(self._ends(each) for each in groups)

    def _ends(self, group: AccessGroup) -> bool:
        return self.agreement.closes_on is not None or group.closes_on is not None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        group = values.get("group")
        asked = "valid_until" in self.fields and "valid_until" not in self.errors
        if asked and group is not None and self._ends(group) and not values.get("valid_until"):
            self.add_error("valid_until", self.fields["valid_until"].error_messages["required"])
        return values


class ClosingUserForm(EndingForm):
    last_day = date_field(
        "Dernier jour d'accès", required=False, help_text="Ce jour compris. Vide : l'accès prend fin dès maintenant."
    )


class ReopeningForm(LateStartForm):
    valid_from = date_field("Date d'ouverture")
    valid_until = date_field("Date de clôture", required=False)
    again = ObjectsField(label="Redonner aussi", help_text="Rien n'est redonné sans être coché.")

    def __init__(self, *args: Any, past: list[Grant], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["again"].offer(past)
        if not past:
            del self.fields["again"]


class DepartureForm(forms.Form):
    last_day = date_field("Dernier jour", help_text="Ce jour compris. Tout prend fin le soir.")
    successor = PersonField(
        label="Qui reprend ses rôles",
        nobody="Personne pour l'instant",
        help_text="La personne reçoit les mêmes rôles, sur les mêmes activités, le lendemain.",
    )
    reason = reason_field()

    def __init__(self, *args: Any, people: Candidates | None, people_url: str, **kwargs: Any):
        """`people`: None for who may not give the roles."""
        super().__init__(*args, **kwargs)
        if people is None:
            del self.fields["successor"]
        else:
            self.fields["successor"].offer(people, people_url)


class GroupFilter(forms.Form):
    groupe = ObjectField(label="Groupe")
    utilisateur = text_field("Utilisateur", help_text="Nom, prénom ou identifiant")

    def __init__(self, *args: Any, groups: list[AccessGroup], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["groupe"].offer(groups, empty="Tous")

    def search(self, sort: str) -> MemberSearch:
        """What to search; a value that no list offers counts as not chosen."""
        self.is_valid()
        asked = self.cleaned_data
        group = asked["groupe"].public_id if asked.get("groupe") else ""
        return MemberSearch(group=group, user=asked.get("utilisateur", ""), sort=sort)
