"""What somebody reads before their unused account goes."""

from portal.base import clock
from portal.mail.kinds import Kind, declare

from .rules import NOTICE

declare(
    Kind(
        "accounts/dormant_notice",
        "Compte inutilisé depuis deux ans",
        lambda: {"until": clock.today() + NOTICE},
    )
)
