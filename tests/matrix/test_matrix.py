"""Every address × every kind of person: who gets it, who is told why not, for whom it does not exist."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import pytest
from django.db import connection, transaction
from django.urls import reverse

from tests.matrix.people import ANONYMOUS, PEOPLE, build
from tests.matrix.rows import Row
from tests.matrix.table import TABLE
from tests.matrix.urlconf import every_name

REFUSED_IN_JOURNAL = "habpps.refused"  # recorded on purpose
OWN_TABLES = ("accounts_", "habpps_", "afas_", "mail_", "post_office_email", "journal_")
SESSIONS = "accounts_session"  # whose upkeep is the one write that a GET may cause
WRITE = re.compile(r'(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) "(\w+)"')


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """The world, built once: it costs a hundred times what one answer does."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def world(built, db):
    """The world, for one test: what the test writes is undone."""
    return built


@contextmanager
def changing_nothing() -> Iterator[None]:
    """No statement inside writes to the portal's own tables, not even one that would be undone."""
    writes = []

    def note(execute, sql, params, many, context):
        table = found[1] if (found := WRITE.match(sql)) else ""
        if table.startswith(OWN_TABLES) and table != SESSIONS and REFUSED_IN_JOURNAL not in (params or ()):
            writes.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield
    assert writes == []


def enter(client, world, person: str) -> None:
    if world.people[person] is not None:
        client.force_login(world.people[person])


def assert_right(response, row: Row, person: str, *, writing: bool = False) -> None:
    right = row.statuses(person, writing=writing)
    assert response.status_code in right, f"{person}: answered {response.status_code}, not {right}"
    if person == ANONYMOUS and right == (302,):
        assert response.url.startswith(reverse("account_login"))
    if right == (403,):
        why = ("Vous ne pouvez pas", "est suspendu par la Caf")
        assert any(each in response.content.decode() for each in why), "a refusal says why"


def test_the_table_has_a_row_for_each_address():
    """A new address without a row fails, and so does a row whose address is gone."""
    assert sorted(TABLE) == every_name()


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if row.get))
def test_reading(client, world, name, person):
    """GET answers what the table says, and changes nothing."""
    enter(client, world, person)
    with changing_nothing():
        response = client.get(TABLE[name].address(name, world))
    assert_right(response, TABLE[name], person)


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if row.post))
def test_writing(client, world, name, person):
    """POST is for those who may; to all others it answers a refusal, and changes nothing."""
    row = TABLE[name]
    enter(client, world, person)
    with nullcontext() if person in row.allowed else changing_nothing():
        response = client.post(row.address(name, world), {})
    assert_right(response, row, person, writing=True)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_without_a_token_nothing_is_written(client, world, name):
    """A POST from another site is refused whoever sends it, and changes nothing."""
    client.cookies.clear()
    with changing_nothing():
        response = client.post(TABLE[name].address(name, world), {}, headers={"X-CSRFToken": "forged"})
    assert response.status_code in (403, 405)


@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if not row.get))
def test_an_address_that_acts_does_not_act_on_a_get(client, world, name):
    """It refuses the method, and changes nothing."""
    row = TABLE[name]
    enter(client, world, min(row.allowed))
    with changing_nothing():
        response = client.get(row.address(name, world))
    assert response.status_code in (302, 404, 405)
