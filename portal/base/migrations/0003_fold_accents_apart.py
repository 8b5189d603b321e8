from django.db import migrations

from portal.base.folding_postgresql import RenewFoldFunction


class Migration(migrations.Migration):
    """A search finds texts whose accents stand apart from their letters, and those with characters that show nothing."""

    dependencies = [("base", "0002_folding")]
    operations = [RenewFoldFunction()]
