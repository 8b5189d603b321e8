"""What a Caf typed of somebody whom it named among its own people, beside what conventions typed of theirs."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("habpps", "0005_amendment_keeps_access"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="caf",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitations",
                to="habpps.caf",
            ),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="agreement",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitations",
                to="habpps.agreement",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(fields=["caf", "user"], name="invitation_of_caf_once"),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=Q(agreement=None, caf__isnull=False) | Q(agreement__isnull=False, caf=None),
                name="invitation_to_one_place",
            ),
        ),
    ]
