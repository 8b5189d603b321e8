"""The mails that the administrators of a convention receive about it."""

from datetime import date

from portal.habpps.grants.examples import AGREEMENT, access_example, ending_example
from portal.mail.kinds import MailKind, declare_mails

AGREEMENT_VALIDATED_MAIL = MailKind(
    "habpps/agreement_validated",
    "Convention validée",
    lambda: access_example(agreement={**AGREEMENT, "opens_on": date(2026, 2, 1)}, opens_later=True),
)
AGREEMENT_CHANGED_MAIL = MailKind(
    "habpps/agreement_changed",
    "Convention modifiée",
    lambda: access_example(lines=["date de clôture : 31/12/2026 devient 31/12/2028"]),
)
AGREEMENT_CLOSED_MAIL = MailKind(
    "habpps/agreement_closed",
    "Fin d'une convention",
    lambda: access_example(lines=["Dernier jour : 31/12/2026.", "Motif : fin du projet social."]),
)
AGREEMENT_ENDING_MAIL = MailKind(
    "habpps/agreement_ending",
    "Convention qui prend fin sous 90 ou 30 jours",
    lambda: ending_example(left=30),
)

declare_mails(AGREEMENT_VALIDATED_MAIL, AGREEMENT_CHANGED_MAIL, AGREEMENT_CLOSED_MAIL, AGREEMENT_ENDING_MAIL)
