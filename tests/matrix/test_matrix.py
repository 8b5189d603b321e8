"""Every address × every kind of person: who gets it, who is told why not, for whom it does not exist."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import pytest
from django.db import connection
from django.http import HttpResponse
from django.urls import reverse

from tests.matrix.asking import Asker
from tests.matrix.people import ANONYMOUS, PEOPLE
from tests.matrix.rows import Row
from tests.matrix.table import TABLE
from tests.matrix.urlconf import every_name
from tests.net.reading import read

REFUSED_IN_JOURNAL = "habpps.refused"  # recorded on purpose
OWN_TABLES = ("accounts_", "habpps_", "afas_", "mail_", "post_office_email", "journal_")
SESSIONS = "accounts_session"  # whose upkeep is the one write that a GET may cause
WRITE = re.compile(r'(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) "(\w+)"')
READ = sorted(name for name, row in TABLE.items() if row.get)
WRITTEN = sorted(name for name, row in TABLE.items() if row.post)
ACTING = sorted(name for name, row in TABLE.items() if not row.get)


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
    assert writes == [], f"wrote {writes}"


def crash_of(response: HttpResponse) -> str:
    """The exception behind an answer of 500; its traceback is in the captured log."""
    return f" ({response.exc_info[1]!r})" if response.exc_info else ""


def assert_right(response: HttpResponse, row: Row, person: str, *, writing: bool = False) -> None:
    right = row.statuses(person, writing=writing)
    assert response.status_code in right, f"answered {response.status_code}{crash_of(response)}, not {right}"
    if person == ANONYMOUS and right == (302,):
        assert response.url.startswith(reverse("account_login")), f"sent to {response.url}"
    if right == (403,):
        why = ("Vous ne pouvez pas", "est suspendu par la Caf")
        assert any(each in read(response) for each in why), "refused without saying why"


def test_the_table_has_a_row_for_each_address():
    """A new address without a row fails, and so does a row whose address is gone."""
    assert sorted(TABLE) == every_name()


@pytest.mark.parametrize("name", READ)
def test_reading(asker: Asker, name: str):
    """GET answers what the table says, and changes nothing."""
    row, address = TABLE[name], asker.address(name)

    def read(client, person):
        with changing_nothing():
            response = client.get(address)
        assert_right(response, row, person)

    asker.each(PEOPLE, read)


@pytest.mark.parametrize("name", WRITTEN)
def test_writing(asker: Asker, name: str):
    """POST is for those who may; to all others it answers a refusal, and changes nothing."""
    row, address = TABLE[name], asker.address(name)

    def write(client, person):
        with nullcontext() if person in row.allowed else changing_nothing():
            response = client.post(address, {})
        assert_right(response, row, person, writing=True)

    asker.each(PEOPLE, write)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_without_a_token_nothing_is_written(asker: Asker, name: str):
    """A POST from another site is refused, even to those who may, and changes nothing."""
    address = asker.address(name)

    def forge(client, person):
        with changing_nothing():
            response = client.post(address, {}, headers={"X-CSRFToken": "forged"})
        assert response.status_code in (403, 405), f"answered {response.status_code}"

    asker.each({ANONYMOUS, min(TABLE[name].allowed)}, forge)


@pytest.mark.parametrize("name", ACTING)
def test_an_address_that_acts_does_not_act_on_a_get(asker: Asker, name: str):
    """It refuses the method, and changes nothing."""
    client = asker.browser_of(min(TABLE[name].allowed))
    with changing_nothing():
        response = client.get(asker.address(name))
    assert response.status_code in (302, 404, 405)
