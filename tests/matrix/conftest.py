"""The world of the matrix, and the browser that asks in it."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction

from tests.matrix.asking import Asker
from tests.matrix.people import World, build
from tests.net.client import PortalClient


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> Iterator[tuple[World, dict[str, str]]]:
    """The world and the session key of each of its people, once: they cost a hundred times what one answer does."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = build()
        yield world, {person: begin_session(user) for person, user in world.people.items() if user}
        transaction.set_rollback(True)


def begin_session(user) -> str:
    client = PortalClient()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def world(built, db) -> World:
    """The world, for one test: what the test writes is undone."""
    return built[0]


@pytest.fixture
def asker(client, world, built) -> Asker:
    """`asker.each(people, ask)`: one address asked as several people in turn."""
    return Asker(client, world, built[1])
