"""Which links may be used, as pure values."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.accounts.links.rules import why_link_refused

NOW = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)


class Link:
    def __init__(self, used=None, revoked=None, hours=1):
        self.used_at, self.revoked_at, self.expires_at = used, revoked, NOW + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        (None, "unknown"),
        (Link(), None),
        (Link(used=NOW), "used"),
        (Link(revoked=NOW), "revoked"),
        (Link(hours=0), "expired"),
        (Link(used=NOW, hours=-3), "used"),
    ],
)
def test_a_link_says_why_it_is_refused(link, reason):
    assert why_link_refused(link, NOW) == reason
