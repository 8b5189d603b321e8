"""What somebody reads whose second factor changes or whose recovery code served."""

from typing import Any

from portal.accounts.mail_examples import INVITED_BY, moment
from portal.mail.kinds import MailKind, declare_mails

from .rules import FACTOR_LABELS


def _factor() -> dict[str, Any]:
    return {**moment(), "factor": FACTOR_LABELS["APPLICATION"]}


FACTOR_ADDED_MAIL = MailKind("accounts/factor_added", "Second facteur ajouté", _factor)
FACTOR_REMOVED_MAIL = MailKind("accounts/factor_removed", "Second facteur retiré", _factor)
FACTORS_RESET_MAIL = MailKind(
    "accounts/factors_reset",
    "Second facteur supprimé par un administrateur",
    lambda: {**moment(), "by": INVITED_BY},
)
RECOVERY_CODES_MADE_MAIL = MailKind("accounts/recovery_codes_made", "Nouveaux codes de secours", moment)
RECOVERY_CODE_USED_MAIL = MailKind(
    "accounts/recovery_code_used", "Code de secours utilisé", lambda: {**moment(), "left": 3}
)

declare_mails(
    FACTOR_ADDED_MAIL, FACTOR_REMOVED_MAIL, FACTORS_RESET_MAIL, RECOVERY_CODES_MADE_MAIL, RECOVERY_CODE_USED_MAIL
)
