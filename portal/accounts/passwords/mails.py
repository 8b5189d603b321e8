"""What somebody reads whose password is forgotten, changed or to be changed."""

from portal.accounts.mail_examples import link, moment
from portal.mail.kinds import MailKind, declare_mails

RESET_MAIL = MailKind(
    "accounts/reset",
    "Mot de passe oublié ou réinitialisé",
    lambda: {**link(), "by": "", "waits": False},
    secret=True,
)
PASSWORD_CHANGED_MAIL = MailKind("accounts/password_changed", "Mot de passe changé", moment)
PASSWORD_CHANGE_FORCED_MAIL = MailKind(
    "accounts/password_change_forced",
    "Changement de mot de passe demandé par la Caf",
    lambda: {**link(), "by": "La Caf de la Somme"},
    secret=True,
)

declare_mails(RESET_MAIL, PASSWORD_CHANGED_MAIL, PASSWORD_CHANGE_FORCED_MAIL)
