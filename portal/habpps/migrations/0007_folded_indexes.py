from django.db import migrations

from portal.base.folding_postgresql import AddFoldedIndex


class Migration(migrations.Migration):
    dependencies = [("habpps", "0006_caf_invitations"), ("base", "0002_folding")]

    operations = [
        AddFoldedIndex("habpps_partner", "name"),
        AddFoldedIndex("habpps_partner", "town"),
        AddFoldedIndex("habpps_activity", "name"),
        AddFoldedIndex("habpps_agreement", "label"),
    ]
