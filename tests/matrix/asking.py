"""Asks one address as several people in turn, each as if alone, and says for whom it went wrong."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import transaction

from tests.matrix.people import World
from tests.matrix.table import TABLE
from tests.net.client import PortalClient


class Asker:
    """`client` is the browser of one person after another; `sessions` are theirs, begun once (session keys)."""

    def __init__(self, client: PortalClient, world: World, sessions: dict[str, str]):
        self.client = client
        self.client.raise_request_exception = False  # a page that crashes for one person is asked as the others too
        self.world = world
        self.sessions = sessions

    def address(self, name: str) -> str:
        return TABLE[name].address(name, self.world)

    def browser_of(self, person: str) -> PortalClient:
        """The client with no cookie but the person's session; without any for who is signed out."""
        self.client.cookies.clear()
        if person in self.sessions:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[person]
        return self.client

    def each(self, people: Iterable[str], ask: Callable[[PortalClient, str], None]) -> None:
        """Calls `ask(client, person)` for each; AssertionError with a line for each person whose call failed.

        What one person's call writes is undone before the next.
        """
        failures = []
        for person in people:
            try:
                with transaction.atomic():
                    ask(self.browser_of(person), person)
                    transaction.set_rollback(True)
            except AssertionError as failure:
                failures.append(f"{person}: {str(failure).splitlines()[0]}")
        assert not failures, "\n".join(["", *failures])
