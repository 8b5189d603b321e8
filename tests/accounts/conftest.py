"""What the tests of accounts share: the hands of the clock, the mails that were queued, the events written."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from post_office.models import Email

from portal.journal.models import Entry
from tests.factories.accounts import UserFactory
from tests.factories.factors import application_of


class Hands:
    """`hands.move(minutes=31)`: everything that asks for the time sees it pass."""

    def __init__(self, start: datetime):
        self.at = start

    def move(self, **ahead: float) -> None:
        self.at += timedelta(**ahead)


@pytest.fixture
def hands(monkeypatch) -> Hands:
    """The clock, stopped on 12 October 2026 at 10:00 in Paris."""
    stopped = Hands(datetime(2026, 10, 12, 8, 0, tzinfo=timezone.get_fixed_timezone(0)))
    monkeypatch.setattr(timezone, "now", lambda: stopped.at)
    return stopped


@pytest.fixture
def mails(db) -> Callable[..., list[Email]]:
    """`mails("personne@…")`: what was queued for an address, oldest first; for everybody without one."""

    def queued(address: str = "") -> list[Email]:
        return [mail for mail in Email.objects.order_by("id") if not address or address in mail.to]

    return queued


@pytest.fixture
def link_in(mails) -> Callable[..., str]:
    """`link_in("personne@…")`: the path of the link in the last mail to an address."""

    def path(address: str = "") -> str:
        text = mails(address)[-1].message
        found = next(line for line in text.splitlines() if line.startswith("http"))
        return "/" + found.split("/", 3)[3]

    return path


@pytest.fixture
def events(db) -> Callable[[], list[str]]:
    """`events()`: the kinds of events written, oldest first."""
    return lambda: list(Entry.objects.order_by("id").values_list("kind", flat=True))


@pytest.fixture
def guarded(hands):
    """Somebody whose application is in place."""
    user = UserFactory()
    application_of(user)
    return user


@pytest.fixture
def person(client, hands):
    """Somebody signed in, with no second factor."""
    user = UserFactory()
    client.force_login(user)
    client.get("/mon-compte/")
    return user
