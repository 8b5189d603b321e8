"""The demonstration, told by a process of its own, which the tests of a module read in a transaction never committed."""

import hashlib
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import override_settings

from portal.settings import demo
from tests.net.demonstration import TOLD, demonstration

# What differs from one telling to the next: the queue's Message-IDs, and a lease's life.
VOLATILE = {"post_office_email": {"message_id"}, "base_lease": {"until"}}
# What its rows depend on.
SETTINGS = {"SECRET_KEY": demo.SECRET_KEY, "PASSWORD_HASHERS": demo.PASSWORD_HASHERS}


def digests() -> dict[str, str]:
    """SHA-256 of each table's rows, but for `VOLATILE`."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table.startswith("django_"):
                continue
            columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            kept = ", ".join(f'"{name}"' for name in columns if name not in VOLATILE.get(table, ()))
            cursor.execute(f'SELECT {kept} FROM "{table}"')
            rows = "\n".join(sorted(map(repr, cursor.fetchall())))
            found[table] = hashlib.sha256(rows.encode()).hexdigest()
    return found


@pytest.fixture(scope="module")
def told(connected_to_copy) -> dict[str, str]:
    """The connection leads to a copy of today's story; the digests of its tables."""
    connected_to_copy(TOLD)
    return digests()


@pytest.fixture(scope="module")
def connected_to_copy(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Callable[[str], None]]:
    """`connected_to_copy(TOLD)`: until the module ends, the connection leads to a copy of that database."""
    tests = connection.settings_dict["NAME"]

    def connect_to(name: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = name

    def connect_to_copy(name: str) -> None:
        own = tmp_path_factory.mktemp("demonstration") / name
        shutil.copy(demonstration() / name, own)
        connect_to(str(own))

    with django_db_blocker.unblock(), override_settings(**SETTINGS):
        yield connect_to_copy
        connect_to(tests)
