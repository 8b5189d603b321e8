"""What somebody reads who receives an account."""

from typing import Any

from django.conf import settings

from portal.accounts.mail_examples import INVITED_BY, link
from portal.base import clock
from portal.mail.kinds import MailKind, declare_mails


def _password() -> dict[str, Any]:
    return {"password": "exemple-de-mot-de-passe", "hours": settings.ACTIVATION_HOURS}


ACTIVATION_MAIL = MailKind(
    "accounts/activation",
    "Nouveau compte : identifiant et lien d'activation",
    lambda: {**link(), "invited_by": INVITED_BY},
    secret=True,
)
ACTIVATION_REMINDER_MAIL = MailKind(
    "accounts/activation_reminder",
    "Lien d'activation qui prend bientôt fin",
    lambda: {"sent_at": clock.now(), "until": clock.now()},
)
PROVISIONAL_IDENTIFIER_MAIL = MailKind(
    "accounts/provisional_identifier",
    "Nouveau compte : identifiant seul",
    lambda: {"invited_by": INVITED_BY},
)
PROVISIONAL_PASSWORD_MAIL = MailKind(
    "accounts/provisional_password", "Nouveau compte : mot de passe provisoire", _password, secret=True
)

declare_mails(ACTIVATION_MAIL, ACTIVATION_REMINDER_MAIL, PROVISIONAL_IDENTIFIER_MAIL, PROVISIONAL_PASSWORD_MAIL)
