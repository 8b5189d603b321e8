"""What this room, the mails and the journal hold about a person: chapters of the export of « Mes données »."""

from typing import Any

from portal.journal.kinds import REGISTRY
from portal.mail.models import Letter

from . import queries, registries
from .models import AccessLink, User

Chapter = list[dict[str, Any]]


def _identity(user: User) -> dict[str, Any]:
    return {
        "identifiant": user.username,
        "prénom": user.first_name,
        "nom": user.last_name,
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
        for each in queries.open_sessions(user)[: queries.MOST_SESSIONS]
    ]


def _factors(user: User) -> Chapter:
    """Neither keys nor codes: an export is a file that lies about."""
    return [
        {
            "moyen": "application" if each.type == each.Type.TOTP else "clé d'accès",
            "nom": each.data.get("name", ""),
            "ajouté le": each.created_at,
            "dernière utilisation": each.last_used_at,
        }
        for each in queries.factors(user)
    ]


def _links(user: User) -> Chapter:
    fields = ("purpose", "created_at", "expires_at", "used_at", "new_email")
    return list(AccessLink.objects.filter(user=user).order_by("id").values(*fields))


def _letters(user: User) -> Chapter:
    return list(Letter.objects.filter(recipient_id=user.pk).order_by("id").values("kind", "queued_at"))


def _events(user: User) -> Chapter:
    """What they did and what was done to their account; facts are left out, they may speak of others."""
    found = queries.events_of(user).order_by("id").values_list("at", "kind", "actor_id")
    return [
        {
            "date": at,
            "événement": kind,
            "phrase": REGISTRY[kind].sentence if kind in REGISTRY else "",
            "par vous": actor_id == user.pk,
        }
        for at, kind, actor_id in found.iterator(chunk_size=2_000)
    ]


def register() -> None:
    registries.personal_data("Compte", _identity)
    registries.personal_data("Sessions ouvertes", _sessions)
    registries.personal_data("Second facteur", _factors)
    registries.personal_data("Liens envoyés", _links)
    registries.personal_data("Mails envoyés", _letters)
    registries.personal_data("Journal", _events)
