"""What somebody reads who changes their e-mail address."""

from portal.accounts.mail_examples import link
from portal.mail.kinds import Kind, declare

declare(
    Kind("accounts/email_confirm", "Nouvelle adresse mail à confirmer", link, secret=True),
    Kind("accounts/email_changed", "Adresse mail changée, à l'ancienne adresse", dict),
)
