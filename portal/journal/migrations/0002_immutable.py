from django.db import migrations

from portal.base.immutable import MakeImmutable


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        MakeImmutable(
            "journal_entry",
            delete_unless_sqlite="OLD.store = 'SECURITY' AND OLD.at < datetime('now', '-12 months')",
            delete_unless_postgresql="OLD.store = 'SECURITY' AND OLD.at < now() - interval '12 months'",
        ),
        MakeImmutable("journal_seal"),
    ]
