"""Which links may still be used. Pure."""

from datetime import datetime
from typing import Protocol


class Link(Protocol):
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


def why_link_refused(link: Link | None, now: datetime) -> str | None:
    """None for a link that may be used, else « unknown », « used », « revoked » or « expired »."""
    if link is None:
        return "unknown"
    if link.used_at is not None:
        return "used"
    if link.revoked_at is not None:
        return "revoked"
    return "expired" if link.expires_at <= now else None
