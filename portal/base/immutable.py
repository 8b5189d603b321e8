"""A migration operation that makes the rows of a table immutable, by triggers, on both engines."""

from django.db import migrations


def _sqlite(table: str, event: str, unless: str) -> str:
    when = f"WHEN NOT ({unless})" if unless else ""
    return (
        f"CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: rows are immutable'); END"
    )


def _postgresql(table: str, event: str, unless: str) -> str:
    when = f"WHEN (NOT ({unless}))" if unless else ""
    return (
        f"CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '%: rows are immutable', TG_TABLE_NAME; END $$;"
        f"CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} "
        f"FOR EACH ROW {when} EXECUTE FUNCTION refuse_change();"
    )


class MakeImmutable(migrations.RunPython):
    """Refuse UPDATE and DELETE on `table`, and TRUNCATE on PostgreSQL.

    `delete_unless_sqlite` / `delete_unless_postgresql`: an SQL condition on `OLD` under which a deletion is
    allowed (a legal retention period that has run out).
    """

    def __init__(self, table: str, delete_unless_sqlite: str = "", delete_unless_postgresql: str = ""):
        self.arguments = (table, delete_unless_sqlite, delete_unless_postgresql)

        def forwards(apps, schema_editor):
            if schema_editor.connection.vendor == "sqlite":
                schema_editor.execute(_sqlite(table, "update", ""), None)
                schema_editor.execute(_sqlite(table, "delete", delete_unless_sqlite), None)
                return
            # Without parameters (None, not empty), so that PostgreSQL's `%` is no placeholder.
            schema_editor.execute(_postgresql(table, "update", ""), None)
            schema_editor.execute(_postgresql(table, "delete", delete_unless_postgresql), None)
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_change();"
            )

        def backwards(apps, schema_editor):
            on = "" if schema_editor.connection.vendor == "sqlite" else f" ON {table}"
            for event in ("update", "delete"):
                schema_editor.execute(f"DROP TRIGGER {table}_no_{event}{on}")
            if on:
                schema_editor.execute(f"DROP TRIGGER {table}_no_truncate{on}")

        super().__init__(forwards, backwards)

    def deconstruct(self):
        return (self.__class__.__name__, list(self.arguments), {})
