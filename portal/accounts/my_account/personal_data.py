"""What this room and the mails hold about a person: chapters of the export of « Mes données »."""

from typing import Any

from portal.accounts import registries
from portal.accounts.models import AccessLink, User
from portal.accounts.second_factor.queries import authenticators_of
from portal.accounts.second_factor.rules import FACTOR_WORDS
from portal.journal.kinds import word_for
from portal.mail.kinds import REGISTRY
from portal.mail.models import Letter

from .queries import MOST_SESSIONS, open_sessions

Chapter = list[dict[str, Any]]


def _identity(user: User) -> dict[str, Any]:
    return {
        "identifiant": user.username,
        "prénom": user.first_name,
        "nom": user.last_name,
        "noms précédents": [
            {"prénom": past.first_name, "nom": past.last_name, "jusqu'au": past.until}
            for past in user.past_names.order_by("until", "id")
        ],
        "adresse mail": user.email,
        "téléphone": user.phone,
        "poste de travail": user.get_mobility_display(),
        "état du compte": user.get_state_display(),
        "créé le": user.created_at,
        "connexion": user.last_login,
        "connexion précédente": user.previous_login,
        "mot de passe changé le": user.password_changed_at,
    }


def _sessions(user: User) -> Chapter:
    return [
        {"navigateur": each.browser, "début": each.started_at, "dernière activité": each.seen_at}
        for each in open_sessions(user)[:MOST_SESSIONS]
    ]


def _factors(user: User) -> Chapter:
    """Neither keys nor codes: people leave exported files anywhere."""
    return [
        {
            "moyen": FACTOR_WORDS[each.type],
            "nom": each.name,
            "ajouté le": each.created_at,
            "dernière utilisation": each.last_used_at,
        }
        for each in authenticators_of(user)
    ]


def _links(user: User) -> Chapter:
    return [
        {
            "pour": word_for(each.purpose),
            "envoyé le": each.created_at,
            "valable jusqu'au": each.expires_at,
            "utilisé le": each.used_at,
            "nouvelle adresse": each.new_email,
        }
        for each in AccessLink.objects.filter(user=user).order_by("id")
    ]


def _letters(user: User) -> Chapter:
    letters = Letter.objects.filter(recipient_id=user.pk).order_by("id").values_list("kind", "queued_at")
    return [{"message": REGISTRY[kind].label if kind in REGISTRY else kind, "date": at} for kind, at in letters]


def register() -> None:
    registries.register_personal_data("Compte", _identity)
    registries.register_personal_data("Sessions ouvertes", _sessions)
    registries.register_personal_data("Second facteur", _factors)
    registries.register_personal_data("Liens envoyés", _links)
    registries.register_personal_data("Mails envoyés", _letters)
