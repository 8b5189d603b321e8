"""What somebody reads who receives an account."""

from datetime import date
from typing import Any

from django.conf import settings

from portal.accounts.mail_examples import INVITED_BY, link
from portal.base import clock
from portal.mail.kinds import MailKind, declare_mails

RIGHTS = ["Approbateur, Structure Jeunesse, à partir du 01/02/2027"]


def _words(opens_on: date | None = None) -> dict[str, Any]:
    return {"invited_by": INVITED_BY, "rights": RIGHTS, "opens_on": opens_on}


def _password() -> dict[str, Any]:
    return {"password": "exemple-de-mot-de-passe", "hours": settings.ACTIVATION_HOURS}


ACTIVATION_MAIL = MailKind(
    "accounts/activation",
    "Nouveau compte : identifiant et lien d'activation",
    lambda: {**link(), **_words()},
    secret=True,
)
ACTIVATION_ANNOUNCED_MAIL = MailKind(
    "accounts/activation_announced",
    "Nouveau compte dont l'accès ouvre plus tard",
    lambda: _words(date(2027, 2, 1)),
)
ACTIVATION_REMINDER_MAIL = MailKind(
    "accounts/activation_reminder",
    "Lien d'activation qui prend bientôt fin",
    lambda: {"sent_at": clock.now(), "until": clock.now()},
)
PROVISIONAL_IDENTIFIER_MAIL = MailKind(
    "accounts/provisional_identifier",
    "Nouveau compte : identifiant seul",
    _words,
)
PROVISIONAL_PASSWORD_MAIL = MailKind(
    "accounts/provisional_password", "Nouveau compte : mot de passe provisoire", _password, secret=True
)

declare_mails(
    ACTIVATION_MAIL,
    ACTIVATION_ANNOUNCED_MAIL,
    ACTIVATION_REMINDER_MAIL,
    PROVISIONAL_IDENTIFIER_MAIL,
    PROVISIONAL_PASSWORD_MAIL,
)
