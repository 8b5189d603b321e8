"""The test database: a file on SQLite, and the rows that migrations made outlive the tests that commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, connections, transaction


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory, django_db_modify_db_settings_parallel_suffix):
    """pytest-django's hook, before it makes the database: one file per process, nothing waits for the disk.

    Threads do not wait for each other on a SQLite database in memory.
    """
    database = connections["default"].settings_dict
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        options = database["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    """After a test that commits, Django empties all tables: immutable ones too, and reference rows come back."""
    operations = type(connection.ops)
    empty = operations.execute_sql_flush
    with django_db_blocker.unblock():
        kept = rows_of_migrations()

    def empty_and_restore(self: Any, statements: list[str]) -> None:
        with transaction.atomic(), triggers_off():
            empty(self, statements)
            restore(kept)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "execute_sql_flush", empty_and_restore)
        yield


def rows_of_migrations() -> dict[str, tuple[list[str], list[tuple]]]:
    """Table -> (columns, rows) of the tables that migrations filled."""
    kept = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            if rows := cursor.fetchall():
                kept[table] = ([column[0] for column in cursor.description], rows)
    return kept


def restore(kept: dict[str, tuple[list[str], list[tuple]]]) -> None:
    """Writes the rows back, in any order of tables."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        for table, (columns, rows) in kept.items():
            places = ", ".join(["%s"] * len(columns))
            names = ", ".join(map(quote, columns))
            cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({places})", rows)


@contextmanager
def triggers_off() -> Iterator[None]:
    """No trigger fires inside: those that keep rows immutable would refuse to empty their table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            cursor.execute("SET LOCAL session_replication_role = origin")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
        yield
        for _, sql in triggers:
            cursor.execute(sql.replace("%", "%%"), [])
