"""What somebody reads who changes their e-mail address."""

from portal.accounts.mail_examples import link
from portal.mail.kinds import MailKind, declare_mails

declare_mails(
    MailKind("accounts/email_confirm", "Nouvelle adresse mail à confirmer", link, secret=True),
    MailKind("accounts/email_changed", "Adresse mail changée, à l'ancienne adresse", dict),
)
