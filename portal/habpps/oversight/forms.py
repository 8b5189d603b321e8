"""Filters of the lists of supervision and of the journal."""

from django import forms

from portal.habpps.screens.fields import date_field, text_field

from .queries import connections, letters
from .queries import watches as supervision
from .queries.families import FAMILIES


class JournalFilter(forms.Form):
    evenement = forms.ChoiceField(
        label="Événement",
        required=False,
        choices=[("", "Tous"), *((key, family.label) for key, family in FAMILIES.items())],
    )
    personne = text_field("Personne", help_text="Nom, prénom ou identifiant")
    convention = text_field("Convention, organisme ou activité")
    du = date_field("Du", required=False)
    au = date_field("Au", required=False)


SIGN_INS = [("", "Toutes"), (connections.SUCCESS, "Réussies"), (connections.FAILURE, "Refusées")]
LETTERS = [
    ("", "Tous"),
    (letters.FAILED, "En échec"),
    (letters.PENDING, "En attente d'envoi"),
    (letters.SENT, "Envoyés"),
]
INVITATIONS = [("", "Toutes"), (supervision.WAITING, "En attente de réponse"), (supervision.LAPSED, "Expirées")]
MONTHS = [("6", "6 mois"), ("12", "12 mois")]
DAYS = [("90", "90 jours"), ("60", "60 jours"), ("30", "30 jours")]


class AgreementFilter(forms.Form):
    convention = text_field("Convention ou organisme")


class EndingFilter(AgreementFilter):
    delai = forms.ChoiceField(label="Fin sous", required=False, choices=DAYS)


class NeverUsedFilter(AgreementFilter):
    personne = text_field("Personne", help_text="Nom, prénom ou identifiant")
    invitation = forms.ChoiceField(label="Invitation", required=False, choices=INVITATIONS)


class IdleFilter(AgreementFilter):
    personne = text_field("Personne", help_text="Nom, prénom ou identifiant")
    depuis = forms.ChoiceField(label="Sans connexion depuis", required=False, choices=MONTHS)


class ConnectionFilter(forms.Form):
    personne = text_field("Personne", help_text="Nom, prénom ou identifiant")
    issue = forms.ChoiceField(label="Connexion", required=False, choices=SIGN_INS)
    du = date_field("Du", required=False)
    au = date_field("Au", required=False)


class LetterFilter(forms.Form):
    personne = text_field("Destinataire", help_text="Nom ou prénom")
    message = forms.ChoiceField(label="Message", required=False)
    etat = forms.ChoiceField(label="État", required=False, choices=LETTERS)
    du = date_field("Du", required=False)
    au = date_field("Au", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["message"].choices = [("", "Tous"), *letters.kind_choices()]
