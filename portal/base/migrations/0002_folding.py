from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

from portal.base.folding_postgresql import CreateFoldFunction


class Migration(migrations.Migration):
    dependencies = [("base", "0001_initial")]

    operations = [UnaccentExtension(), TrigramExtension(), CreateFoldFunction()]
