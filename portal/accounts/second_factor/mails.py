"""What somebody reads whose second factor changes or whose recovery code served."""

from typing import Any

from portal.accounts.mail_examples import INVITED_BY, moment
from portal.mail.kinds import Kind, declare

from .rules import FACTOR_LABELS


def _factor() -> dict[str, Any]:
    return {**moment(), "factor": FACTOR_LABELS["APPLICATION"]}


declare(
    Kind("accounts/factor_added", "Second facteur ajouté", _factor),
    Kind("accounts/factor_removed", "Second facteur retiré", _factor),
    Kind(
        "accounts/factors_reset",
        "Second facteur supprimé par un administrateur",
        lambda: {**moment(), "by": INVITED_BY},
    ),
    Kind("accounts/recovery_codes_made", "Nouveaux codes de secours", moment),
    Kind("accounts/recovery_code_used", "Code de secours utilisé", lambda: {**moment(), "left": 3}),
)
