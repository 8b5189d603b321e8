"""Delays that screens, mails and guides name, in figures and in French: each is written here or in the settings, once."""

from datetime import timedelta

from django.conf import settings

# Norm 26.
UNACTIVATED_DAYS = 90
UNUSED_YEARS = 2
NOTICE_DAYS = 30
# Norm 10.
SECURITY_MONTHS = 12

UNACTIVATED = timedelta(days=UNACTIVATED_DAYS)
UNUSED = timedelta(days=365 * UNUSED_YEARS)
NOTICE = timedelta(days=NOTICE_DAYS)


class Words:
    """« Un lien est valable {link} ». Templates know it as `delays`."""

    unactivated = f"{UNACTIVATED_DAYS} jours"
    unused = {1: "un an", 2: "deux ans", 3: "trois ans"}[UNUSED_YEARS]
    notice = f"{NOTICE_DAYS} jours"
    security = f"{SECURITY_MONTHS} mois"

    @property
    def link(self) -> str:
        """How long a link sent by mail opens."""
        return f"{settings.ACTIVATION_HOURS} heures"

    @property
    def idle(self) -> str:
        """How long a session lasts without typing or looking."""
        return f"{settings.SESSION_IDLE_MINUTES} minutes"

    @property
    def session(self) -> str:
        return f"{settings.SESSION_ABSOLUTE_HOURS} heures"


WORDS = Words()
