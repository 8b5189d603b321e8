"""The same right of the same person over the same place never stands twice on one day, whatever program writes.

PostgreSQL holds it by an exclusion constraint, SQLite by triggers; both raise IntegrityError.
"""

from django.db import migrations

SAME = ("caf_id", "agreement_id", "group_id", "activity_id", "site_id")

POSTGRESQL = f"""
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE habpps_grant ADD CONSTRAINT grant_never_overlaps EXCLUDE USING gist (
    user_id WITH =, role WITH =, {", ".join(f"COALESCE({column}, 0) WITH =" for column in SAME)},
    daterange(valid_from, valid_until, '[]') WITH &&
) WHERE (revoked_at IS NULL);
"""

# Column names out of the tuple above: nothing typed by anybody.
SAME_PLACE = " AND ".join(f"other.{column} IS NEW.{column}" for column in SAME)

SQLITE = """
CREATE TRIGGER grant_never_overlaps_{event} BEFORE {event} ON habpps_grant WHEN NEW.revoked_at IS NULL
BEGIN
    SELECT RAISE(ABORT, 'grant_never_overlaps') WHERE EXISTS (
        SELECT 1 FROM habpps_grant other
        WHERE other.user_id = NEW.user_id AND other.role = NEW.role AND other.revoked_at IS NULL
        AND other.id IS NOT NEW.id
        AND {same_place}
        AND other.valid_from <= COALESCE(NEW.valid_until, '9999-12-31')
        AND NEW.valid_from <= COALESCE(other.valid_until, '9999-12-31')
    );
END
"""


def forbid_overlaps(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    for event in ("insert", "update"):
        schema_editor.execute(SQLITE.format(event=event, same_place=SAME_PLACE))


def allow_overlaps(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE habpps_grant DROP CONSTRAINT grant_never_overlaps")
        return
    for event in ("insert", "update"):
        schema_editor.execute(f"DROP TRIGGER grant_never_overlaps_{event}")


class Migration(migrations.Migration):
    dependencies = [("habpps", "0001_initial")]

    operations = [migrations.RunPython(forbid_overlaps, allow_overlaps)]
