from django.db import migrations

from portal.base.immutable import MakeImmutable


class Migration(migrations.Migration):
    dependencies = [("afas", "0001_initial")]

    operations = [MakeImmutable("afas_transmission"), MakeImmutable("afas_event")]
