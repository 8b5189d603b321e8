"""What somebody reads before their unused account goes."""

from datetime import timedelta

from portal.base import clock
from portal.base.delays import NOTICE, WORDS
from portal.mail.kinds import MailKind, declare_mails

DORMANT_NOTICE_MAIL = MailKind(
    "accounts/dormant_notice",
    f"Compte inutilisé depuis {WORDS.unused}",
    lambda: {"until": clock.today() + NOTICE - timedelta(days=1)},
)

declare_mails(DORMANT_NOTICE_MAIL)
