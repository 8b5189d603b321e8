"""Since when the portal knows an activity: the day on which it was added, or its convention validated, if later.

Activities that the journal does not name keep none: they count as known for as long as they have been open.
"""

from zoneinfo import ZoneInfo

from django.db import migrations, models

PARIS = ZoneInfo("Europe/Paris")
BATCH = 500


def read_journal(apps, schema_editor):
    activity, entry = apps.get_model("habpps", "Activity"), apps.get_model("journal", "Entry")
    last = 0
    while rows := list(activity.objects.select_related("agreement").filter(pk__gt=last).order_by("pk")[:BATCH]):
        added = entry.objects.filter(
            kind="habpps.activity_added", object_type="habpps.activity", object_id__in=[row.pk for row in rows]
        )
        moments = dict(added.order_by().values_list("object_id", "at"))
        known = [row for row in rows if row.pk in moments]
        for row in known:
            since = max(moments[row.pk], row.agreement.validated_at or moments[row.pk])
            row.registered_on = since.astimezone(PARIS).date()
        activity.objects.bulk_update(known, ["registered_on"])
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("habpps", "0007_folded_indexes"), ("journal", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="registered_on",
            field=models.DateField(blank=True, null=True, verbose_name="date d'enregistrement"),
        ),
        migrations.RunPython(read_journal, migrations.RunPython.noop),
    ]
