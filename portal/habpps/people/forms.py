from typing import Any

from django import forms

from portal.accounts.models import User
from portal.habpps.grants.forms import EndingForm
from portal.habpps.invitations.forms import AdministratorForm
from portal.habpps.models import AccessGroup, Activity, Grant
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
from portal.habpps.screens.forms import LOOK_FIRST, ExtendingForm, LateStartForm

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

    phone = phone_field("Téléphone")
    phone_again = phone_field("Confirmer le téléphone")
    valid_from = date_field("Date d'ouverture")
    valid_until = date_field("Date de clôture", required=False)
    mobility = mobility_field()
    group = ObjectField(label="Groupe d'habilitation")
    roles = roles_field("Au rôle de")
    activities = ObjectsField(label="Activités")

    def __init__(self, *args: Any, groups: list[AccessGroup], activities: list[Activity], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["group"].offer(groups, empty="Aucun pour l'instant")
        self.fields["activities"].offer(activities)
        if not activities:
            del self.fields["roles"], self.fields["activities"]
        self.fields["email"].widget.attrs.update(LOOK_FIRST)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if start := values.get("valid_from"):
            check_now(self, lambda: asked_period(start, values.get("valid_until")))
        return values

    def rights(self) -> dict[str, Any]:
        """The rest of what `actions.create_user` takes."""
        names = ("valid_from", "valid_until", "late_reason", "group", "roles", "activities")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class ContactForm(forms.Form):
    phone = phone_field("Téléphone")
    phone_again = phone_field("Confirmer le téléphone")
    mobility = mobility_field()


class GroupForm(LateStartForm, ExtendingForm):
    """« Ajouter un utilisateur au groupe »; the source makes both dates required."""

    field_order = ("group", "valid_from", "valid_until", "late_reason", "extend")
    group = ObjectField(label="Groupe", missing="Choisissez un groupe.")
    valid_from = date_field("Date d'ouverture")
    valid_until = date_field("Date de clôture")

    def __init__(self, *args: Any, groups: list[AccessGroup], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["group"].offer(groups)


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
    successor = ObjectField(
        label="Qui reprend ses rôles",
        help_text="La personne reçoit les mêmes rôles, sur les mêmes activités, le lendemain.",
    )
    reason = reason_field()

    def __init__(self, *args: Any, people: list[User], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["successor"].offer(people, empty="Personne pour l'instant")
        if not people:
            del self.fields["successor"]


class GroupFilter(forms.Form):
    groupe = ObjectField(label="Groupe")
    utilisateur = text_field("Utilisateur")

    def __init__(self, *args: Any, groups: list[AccessGroup], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["groupe"].offer(groups, empty="Tous")

    def search(self, sort: str) -> MemberSearch:
        """What to search; a value that no list offers counts as not chosen."""
        self.is_valid()
        asked = self.cleaned_data
        group = asked["groupe"].public_id if asked.get("groupe") else ""
        return MemberSearch(group=group, user=asked.get("utilisateur", ""), sort=sort)
