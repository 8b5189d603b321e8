"""What somebody reads before their unused account goes."""

from portal.base import clock
from portal.mail.kinds import MailKind, declare_mails

from .rules import NOTICE

declare_mails(
    MailKind(
        "accounts/dormant_notice",
        "Compte inutilisé depuis deux ans",
        lambda: {"until": clock.today() + NOTICE},
    )
)
