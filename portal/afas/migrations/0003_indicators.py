import django.db.models.deletion
from django.db import migrations, models

# What the catalogue declares, among what was kept before; `manage.py project_indicators` adds the others.
KEPT = (
    "young",
    "opening_hours",
    "youth_projects",
    "requested_etp",
    "cost_per_etp",
    "cost_per_young",
    "total_charges",
    "total_produits",
    "entitlement",
)


def delete_other_figures(apps, schema_editor):
    apps.get_model("afas", "Fact").objects.exclude(code__in=KEPT).delete()


class Migration(migrations.Migration):
    dependencies = [("afas", "0002_immutable")]

    operations = [
        migrations.RunPython(delete_other_figures, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="fact", name="fact_of_partner"),
        migrations.AlterField(
            model_name="fact",
            name="caf",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="habpps.caf"
            ),
        ),
        migrations.AlterField(
            model_name="fact",
            name="transmission",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="facts",
                to="afas.transmission",
            ),
        ),
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(
                condition=models.Q(("latest", True)),
                fields=["activity_id", "code", "fiscal_year"],
                name="fact_of_activity",
            ),
        ),
    ]
