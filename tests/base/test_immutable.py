"""Immutable tables refuse changes from any program, on both engines."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import OperationWriter

from portal.base.immutable import MakeImmutable

pytestmark = pytest.mark.engine

OLD = "OLD.year < 2020"


def run(sql: str) -> list[tuple]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def apply(operation: MakeImmutable, *, backwards: bool = False) -> None:
    with connection.schema_editor() as editor:
        direction = operation.database_backwards if backwards else operation.database_forwards
        direction("base", editor, ProjectState(), ProjectState())


@pytest.fixture
def table(transactional_db):
    """A table of two rows, of 2019 and 2026, removed afterwards."""
    run("CREATE TABLE kept (id integer PRIMARY KEY, year integer NOT NULL)")
    run("INSERT INTO kept VALUES (1, 2019), (2, 2026)")
    yield "kept"
    run("DROP TABLE kept")


def refused(sql: str) -> None:
    before = run("SELECT id, year FROM kept ORDER BY id")
    with pytest.raises(DatabaseError, match="rows are immutable"):
        run(sql)
    assert run("SELECT id, year FROM kept ORDER BY id") == before


def test_a_row_can_be_added_but_neither_changed_nor_deleted(table):
    apply(MakeImmutable(table))
    run("INSERT INTO kept VALUES (3, 2027)")
    refused("UPDATE kept SET year = 2000 WHERE id = 1")
    refused("UPDATE kept SET year = year")
    refused("DELETE FROM kept WHERE id = 2")
    refused("DELETE FROM kept")


def test_nor_replaced_by_another_of_the_same_key(table):
    """SQLite deletes what a REPLACE meets, without a word to the triggers unless told to."""
    apply(MakeImmutable(table))
    by_engine = {
        "sqlite": "INSERT OR REPLACE INTO kept VALUES (1, 2000)",
        "postgresql": "INSERT INTO kept VALUES (1, 2000) ON CONFLICT (id) DO UPDATE SET year = 2000",
    }
    refused(by_engine[connection.vendor])


def test_postgresql_refuses_to_empty_the_table_too(table):
    apply(MakeImmutable(table))
    refused("TRUNCATE kept" if connection.vendor == "postgresql" else "DELETE FROM kept")


def test_a_row_past_its_legal_life_may_be_deleted_but_not_changed(table):
    apply(MakeImmutable(table, OLD, OLD))
    refused("DELETE FROM kept WHERE id = 2")
    refused("UPDATE kept SET year = 2018 WHERE id = 1")
    run("DELETE FROM kept WHERE id = 1")
    assert run("SELECT id FROM kept") == [(2,)]


def test_the_operation_can_be_undone(table):
    operation = MakeImmutable(table)
    apply(operation)
    apply(operation, backwards=True)
    run("UPDATE kept SET year = 2000")
    run("DELETE FROM kept")
    assert run("SELECT id FROM kept") == []


def test_the_operation_can_be_written_into_a_migration():
    text, imports = OperationWriter(MakeImmutable("kept", OLD, OLD)).serialize()
    assert "MakeImmutable" in text
    assert imports == {"import portal.base.immutable"}
