from typing import Any

from django.conf import settings

from portal.accounts.rules import NOTICE
from portal.base import clock
from portal.mail.kinds import Kind, declare


def _plain() -> dict[str, Any]:
    return {}


def _invitation() -> dict[str, Any]:
    return {**_link(), **_host()}


def _host() -> dict[str, Any]:
    return {"invited_by": "Amina Diallo (Centre social Les Coteaux)"}


def _link() -> dict[str, Any]:
    return {"link": f"{settings.PORTAL_ORIGIN}/exemple-de-lien/", "hours": settings.ACTIVATION_HOURS}


def _ending() -> dict[str, Any]:
    return {"sent_at": clock.now(), "until": clock.now()}


def _password() -> dict[str, Any]:
    return {"password": "exemple-de-mot-de-passe", "hours": settings.ACTIVATION_HOURS}


def _moment() -> dict[str, Any]:
    return {"at": clock.now()}


def _factor() -> dict[str, Any]:
    return {"at": clock.now(), "factor": "une application d'authentification"}


def _left() -> dict[str, Any]:
    return {"at": clock.now(), "left": 3}


def _until() -> dict[str, Any]:
    return {"until": clock.today() + NOTICE}


def _reset() -> dict[str, Any]:
    return {**_link(), "by": "", "waits": False}


def _forced() -> dict[str, Any]:
    return {**_link(), "by": "La Caf de la Somme"}


def _reset_factor() -> dict[str, Any]:
    return {**_moment(), "by": _host()["invited_by"]}


declare(
    Kind("accounts/activation", "Nouveau compte : identifiant et lien d'activation", _invitation, secret=True),
    Kind("accounts/activation_reminder", "Lien d'activation qui prend bientôt fin", _ending),
    Kind("accounts/provisional_identifier", "Nouveau compte : identifiant seul", _host),
    Kind("accounts/provisional_password", "Nouveau compte : mot de passe provisoire", _password, secret=True),
    Kind("accounts/reset", "Mot de passe oublié ou réinitialisé", _reset, secret=True),
    Kind("accounts/password_changed", "Mot de passe changé", _moment),
    Kind(
        "accounts/password_change_forced",
        "Changement de mot de passe demandé par la Caf",
        _forced,
        secret=True,
    ),
    Kind("accounts/factor_added", "Second facteur ajouté", _factor),
    Kind("accounts/factor_removed", "Second facteur retiré", _factor),
    Kind("accounts/factors_reset", "Second facteur supprimé par un administrateur", _reset_factor),
    Kind("accounts/recovery_codes_made", "Nouveaux codes de secours", _moment),
    Kind("accounts/recovery_code_used", "Code de secours utilisé", _left),
    Kind("accounts/dormant_notice", "Compte inutilisé depuis deux ans", _until),
    Kind("accounts/email_confirm", "Nouvelle adresse mail à confirmer", _link, secret=True),
    Kind("accounts/email_changed", "Adresse mail changée, à l'ancienne adresse", _plain),
)
