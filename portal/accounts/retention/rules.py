"""How long an account that nobody uses is kept (norm 26). Pure."""

from datetime import datetime

from portal.base.delays import NOTICE, UNACTIVATED, UNUSED


def is_long_unactivated(created_at: datetime, now: datetime) -> bool:
    """Whether an account that nobody activated is closed: after 90 days."""
    return now - created_at >= UNACTIVATED


def is_dormant(last_use: datetime, now: datetime) -> bool:
    """Whether nobody has signed in for two years; a new account counts from its creation."""
    return now - last_use >= UNUSED


def may_anonymise(last_use: datetime, notified_at: datetime | None, *, closed: bool, now: datetime) -> bool:
    """Unused for two years and notified 30 days ago; a closed account, which its owner cannot use, needs no notice."""
    if closed:
        return is_dormant(last_use, now)
    return is_dormant(last_use, now) and notified_at is not None and now - notified_at >= NOTICE
