"""How the Caf reads what it may ask for."""

from portal.base.formats import short_date

from .queries import Unopened


def unopened_label(unopened: Unopened) -> str:
    """« Réelle 2025, due le 31/03/2026 »."""
    return f"{unopened.campaign}, due le {short_date(unopened.due_on)}"
