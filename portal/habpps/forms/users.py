from typing import Any

from django import forms

from portal.accounts.models import User
from portal.habpps.actions import Identity
from portal.habpps.actions.granting import asked_period
from portal.habpps.models import AccessGroup, Activity, Grant
from portal.habpps.queries.users import Search, Status
from portal.ui.seen_form import SeenForm

from .agreements import AdministratorForm
from .assignments import roles_field
from .fields import UNKNOWN, ObjectField, ObjectsField, date, tell_now, text

KNOWN = {
    "data-hx-target": "#known",
    "data-hx-select": "#known",
    "data-hx-swap": "outerHTML",
    "data-hx-include": "closest form",
}


class UserFilter(forms.Form):
    identifiant = text("Identifiant")
    nom = text("Nom")
    prenom = text("Prénom")
    groupe = ObjectField(label="Sélectionner un groupe")
    statut = forms.ChoiceField(label="Statut", required=False, choices=[("", "Tous"), *Status.choices])

    def __init__(self, *args: Any, groups: list[AccessGroup], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["groupe"].offer(groups, empty="Tous")

    def search(self, sort: str) -> Search:
        """What to search; a value that no list offers counts as not chosen."""
        self.is_valid()
        asked = self.cleaned_data
        return Search(
            username=asked.get("identifiant", ""),
            last_name=asked.get("nom", ""),
            first_name=asked.get("prenom", ""),
            group=asked["groupe"].public_id if asked.get("groupe") else "",
            status=asked.get("statut", ""),
            sort=sort,
        )


class TelephoneInput(forms.TextInput):
    input_type = "tel"


def phone_field(label: str) -> forms.CharField:
    return text(label, longest=20, widget=TelephoneInput(attrs={"autocomplete": "off"}))


def mobility_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Poste de travail",
        choices=User.Mobility.choices,
        initial=User.Mobility.SEDENTARY,
        widget=forms.RadioSelect,
        error_messages={**UNKNOWN, "required": "Choisissez le type de poste de travail."},
    )


class UserForm(AdministratorForm):
    """« Créer un utilisateur partenaire »; the roles are there for who may give them, over open activities."""

    phone = phone_field("Téléphone")
    phone_again = phone_field("Confirmer le téléphone")
    valid_from = date("Date d'ouverture")
    valid_until = date("Date de clôture", required=False)
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
        # Tabbing out of the e-mail looks whether the person is here already.
        self.fields["email"].widget.attrs.update(
            {"data-hx-post": "", "data-hx-trigger": "change", "data-hx-vals": '{"act": "look"}', **KNOWN}
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if start := values.get("valid_from"):
            tell_now(self, lambda: asked_period(start, values.get("valid_until")))
        return values

    def identity(self) -> Identity:
        own = Identity.__dataclass_fields__
        return Identity(**{name: value for name, value in self.cleaned_data.items() if name in own})

    def rights(self) -> dict[str, Any]:
        """The rest of what `actions.create_user` takes."""
        names = ("valid_from", "valid_until", "group", "roles", "activities")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class ContactForm(forms.Form):
    phone = phone_field("Téléphone")
    phone_again = phone_field("Confirmer le téléphone")
    mobility = mobility_field()


class GroupForm(forms.Form):
    """« Ajouter un utilisateur au groupe »; the source makes both dates required."""

    group = ObjectField(label="Groupe", missing="Choisissez un groupe.")
    valid_from = date("Date d'ouverture")
    valid_until = date("Date de clôture")

    def __init__(self, *args: Any, groups: list[AccessGroup], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["group"].offer(groups)


class ConfirmForm(forms.Form):
    """Nothing to type: the button is the answer."""

    confirmed = forms.CharField(widget=forms.HiddenInput, initial="oui", required=False)


class DatesForm(SeenForm):
    valid_from = date("À partir du")
    valid_until = date("Jusqu'au", required=False, help_text="Ce jour compris ; vide : sans fin prévue")


def reason_field() -> forms.CharField:
    """For the journal."""
    return text("Motif", longest=200, help_text="Facultatif. Il reste dans le journal : n'y écrivez aucun nom.")


class EndingForm(forms.Form):
    reason = reason_field()


class ClosingUserForm(forms.Form):
    last_day = date(
        "Dernier jour d'accès", required=False, help_text="Ce jour compris. Vide : l'accès prend fin dès maintenant."
    )
    reason = reason_field()


class ReopeningForm(forms.Form):
    valid_from = date("Date d'ouverture")
    valid_until = date("Date de clôture", required=False)
    again = ObjectsField(label="Redonner aussi", help_text="Rien n'est redonné sans être coché.")

    def __init__(self, *args: Any, past: list[Grant], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["again"].offer(past)
        if not past:
            del self.fields["again"]


class DepartureForm(forms.Form):
    last_day = date("Dernier jour", help_text="Ce jour compris. Tout prend fin le soir.")
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
