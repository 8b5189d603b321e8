"""The demonstration, told once for each process, in a transaction that never ends well."""

import hashlib
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from portal.base import clock
from portal.demo.story.telling import tell

# What differs from one telling to the next: the queue's Message-IDs, and a lease's life.
VOLATILE = {"post_office_email": {"message_id"}, "base_lease": {"until"}}


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
def told(django_db_setup, django_db_blocker) -> Iterator[dict[str, str]]:
    """The story of today; gives the digests of its tables."""
    with django_db_blocker.unblock(), transaction.atomic():
        tell(clock.today())
        yield digests()
        transaction.set_rollback(True)
