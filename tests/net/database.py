"""The test database: a file on SQLite, and the rows that migrations made outlive the tests that commit."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, connections, transaction

from tests.net.kept import ROOT, digest, kept, run_python

SETTINGS = "portal.settings.test"


def migrations_digest() -> str:
    """Of all that decides what an empty migrated database holds."""
    portal = ROOT / "portal"
    return digest([*portal.glob("*/migrations/*.py"), *portal.glob("base/*.py"), *portal.glob("settings/*.py")])


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """pytest-django's: on SQLite, Django takes the copy of the template that lies there already."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory, django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """pytest-django's, before it makes the database: a copy of one whose migrations have run, for each process.

    On SQLite a file, since threads do not wait for each other on a database in memory; nothing waits for the disk.
    """
    database = connections["default"].settings_dict
    if database["ENGINE"].endswith("sqlite3"):
        own = tmp_path_factory.mktemp("database") / "test.sqlite3"
        shutil.copy(kept("sqlite", migrations_digest(), migrate_sqlite) / "test.sqlite3", own)
        database["TEST"]["NAME"] = str(own)
        options = database["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    else:
        with django_db_blocker.unblock():
            database["TEST"]["TEMPLATE"] = migrated_on_postgresql(database)


def migrate_sqlite(folder: Path) -> None:
    run_python("manage.py", "migrate", DJANGO_SETTINGS_MODULE=SETTINGS, DATABASE_URL=f"sqlite:///{folder}/test.sqlite3")


def migrated_on_postgresql(database: dict[str, Any]) -> str:
    """Name of the server's database whose migrations have run; the first process to ask makes it."""
    name = f"portal_template_{migrations_digest()}"
    where = {"dbname": "NAME", "host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    with psycopg.connect(
        **{key: database[setting] or None for key, setting in where.items()}, autocommit=True
    ) as server:
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(f"CREATE DATABASE {name}_draft")
            url, _, _ = os.environ["DATABASE_URL"].rpartition("/")
            run_python("manage.py", "migrate", DJANGO_SETTINGS_MODULE=SETTINGS, DATABASE_URL=f"{url}/{name}_draft")
            server.execute(f"ALTER DATABASE {name}_draft RENAME TO {name}")
    return name


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
