"""What somebody reads when their access to a convention is closed."""

from portal.habpps.grants.examples import access_example
from portal.mail.kinds import MailKind, declare_mails

ACCESS_CLOSED_MAIL = MailKind(
    "habpps/access_closed",
    "Accès à une convention clôturé",
    lambda: access_example(lines=["le 12/10/2026 au soir"]),
)

declare_mails(ACCESS_CLOSED_MAIL)
