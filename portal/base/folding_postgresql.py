"""Migration operations that give PostgreSQL the function `portal_fold` and the indexes of `__folded_contains`.

SQLite has no such index: there the lookup reads every row that the rest of the query leaves.
"""

from django.db import migrations

from .folding import FUNCTION, GONE, SPACES

# `unaccent` is STABLE, as its dictionary may be changed: nobody changes it here, and an index needs IMMUTABLE. A body
# of the SQL standard is parsed when it is created: it holds whatever the search path is later, in a restore too.
CREATE = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN translate(lower(unaccent(translate($1, '{GONE}', ''))), '{SPACES}', '{" " * len(SPACES)}')
"""
# What the indexes hold was computed by the function as it was.
REINDEX = """
DO $$ DECLARE held regclass; BEGIN
  FOR held IN SELECT objid FROM pg_depend
    WHERE classid = 'pg_class'::regclass AND refobjid = 'portal_fold(text)'::regprocedure AND deptype = 'n'
  LOOP EXECUTE format('REINDEX INDEX %s', held); END LOOP;
END $$
"""


class _OnPostgreSQL(migrations.RunPython):
    def __init__(self, forwards: str, backwards: str):
        super().__init__(_execute(forwards), _execute(backwards))


def _execute(sql: str):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql, None)

    return run


class CreateFoldFunction(_OnPostgreSQL):
    """After `UnaccentExtension`."""

    def __init__(self):
        super().__init__(CREATE, f"DROP FUNCTION {FUNCTION}(text)")

    def deconstruct(self):
        return (self.__class__.__name__, [], {})


class AddFoldedIndex(_OnPostgreSQL):
    """A trigram index for « contains »; it serves texts of three characters and more. After `TrigramExtension`."""

    def __init__(self, table: str, column: str):
        self.arguments = (table, column)
        name = f"{table}_{column}_folded"
        super().__init__(
            f"CREATE INDEX {name} ON {table} USING gin ({FUNCTION}({column}) gin_trgm_ops)", f"DROP INDEX {name}"
        )

    def deconstruct(self):
        return (self.__class__.__name__, list(self.arguments), {})


class RenewFoldFunction(_OnPostgreSQL):
    """The function as it is now, and the indexes that hold its results."""

    def __init__(self):
        super().__init__(CREATE + ";" + REINDEX, "SELECT 1")

    def deconstruct(self):
        return (self.__class__.__name__, [], {})
