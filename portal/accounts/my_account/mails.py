"""What somebody reads who changes their e-mail address."""

from portal.accounts.mail_examples import link
from portal.mail.kinds import MailKind, declare_mails

EMAIL_CONFIRM_MAIL = MailKind("accounts/email_confirm", "Nouvelle adresse mail à confirmer", link, secret=True)
EMAIL_CHANGED_MAIL = MailKind("accounts/email_changed", "Adresse mail changée, à l'ancienne adresse", dict)

declare_mails(EMAIL_CONFIRM_MAIL, EMAIL_CHANGED_MAIL)
