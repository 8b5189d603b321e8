"""Every address × every kind of person: who gets it, who is told why not, for whom it does not exist."""

import pytest
from django.db import connection, transaction
from django.urls import reverse

from portal.journal.models import Entry
from tests.matrix.people import ANONYMOUS, PEOPLE, build
from tests.matrix.rows import Row
from tests.matrix.table import TABLE
from tests.matrix.urlconf import every_name

REFUSED_IN_JOURNAL = "habpps.refused"
OWN_TABLES = ("accounts_", "habpps_", "afas_", "mail_", "post_office_email")
SESSIONS = "accounts_session"  # whose upkeep is the one write that a GET may cause


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


def rows_of_the_portal() -> dict[str, list[str]]:
    """Every row of the portal's own tables, and the journal without refusals, which are recorded on purpose."""
    kept: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(OWN_TABLES) and table != SESSIONS:
                cursor.execute(f'SELECT * FROM "{table}"')
                kept[table] = sorted(map(repr, cursor.fetchall()))
    events = Entry.objects.exclude(kind=REFUSED_IN_JOURNAL).order_by("id")
    kept["journal"] = [repr(event) for event in events.values_list("kind", "facts")]
    return kept


def enter(client, world, person: str) -> None:
    if world.people[person] is not None:
        client.force_login(world.people[person])


def assert_right(response, row: Row, person: str, *, writing: bool = False) -> None:
    right = row.statuses(person, writing=writing)
    assert response.status_code in right, f"{person}: answered {response.status_code}, not {right}"
    if person == ANONYMOUS and right == (302,):
        assert response.url.startswith(reverse("account_login"))
    if right == (403,):
        assert "Vous ne pouvez pas" in response.content.decode(), "a refusal says why"


def test_the_table_has_a_row_for_each_address():
    """A new address without a row fails, and so does a row whose address is gone."""
    assert sorted(TABLE) == every_name()


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if row.get))
def test_reading(client, world, name, person):
    """GET answers what the table says, and changes nothing."""
    enter(client, world, person)
    before = rows_of_the_portal()
    response = client.get(TABLE[name].address(name, world))
    assert_right(response, TABLE[name], person)
    assert rows_of_the_portal() == before


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if row.post))
def test_writing(client, world, name, person):
    """POST is for those who may; to all others it answers a refusal, and changes nothing."""
    row = TABLE[name]
    enter(client, world, person)
    before = rows_of_the_portal()
    response = client.post(row.address(name, world), {})
    assert_right(response, row, person, writing=True)
    if person not in row.allowed:
        assert rows_of_the_portal() == before


@pytest.mark.parametrize("name", sorted(TABLE))
def test_without_a_token_nothing_is_written(client, world, name):
    """A POST from another site is refused whoever sends it, and changes nothing."""
    client.cookies.clear()
    before = rows_of_the_portal()
    url = TABLE[name].address(name, world)
    response = client.post(url, {}, headers={"X-CSRFToken": "forged"})
    assert response.status_code in (403, 405)
    assert rows_of_the_portal() == before


@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if not row.get))
def test_an_address_that_acts_does_not_act_on_a_get(client, world, name):
    """It refuses the method, and changes nothing."""
    row = TABLE[name]
    enter(client, world, min(row.allowed))
    before = rows_of_the_portal()
    assert client.get(row.address(name, world)).status_code in (302, 404, 405)
    assert rows_of_the_portal() == before
