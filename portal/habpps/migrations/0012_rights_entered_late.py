"""A right, or an enrolment, that began before it was written says who wrote it, when and why; a right says who set its
last day. Rights written before this migration had nobody to ask them for a reason: they say so."""

from importlib import import_module
from zoneinfo import ZoneInfo

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import TruncDate

overlaps = import_module("portal.habpps.migrations.0002_grants_never_overlap")

NOT_ASKED = "Motif non demandé lors de la saisie"


def drop_triggers(apps, schema_editor):
    """SQLite makes the table again, and loses its triggers on the way."""
    if schema_editor.connection.vendor == "sqlite":
        for event in ("insert", "update"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS grant_never_overlaps_{event}")


def make_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        overlaps.forbid_overlaps(apps, schema_editor)


def mark_late_rights(apps, schema_editor):
    grants = apps.get_model("habpps", "Grant").objects
    grants.filter(valid_from__lt=TruncDate("given_at", tzinfo=ZoneInfo("Europe/Paris"))).update(
        late_reason=NOT_ASKED, late_at=F("given_at"), late_by=F("given_by")
    )


def person():
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


def late_fields(model):
    reason = models.CharField(
        blank=True, db_default="", default="", max_length=200, verbose_name="motif du début passé"
    )
    return [
        migrations.AddField(model_name=model, name="late_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.AddField(model_name=model, name="late_by", field=person()),
        migrations.AddField(model_name=model, name="late_reason", field=reason),
    ]


def late_has_reason(model):
    return migrations.AddConstraint(
        model_name=model,
        constraint=models.CheckConstraint(
            condition=Q(late_reason="", late_at=None, late_by=None) | (~Q(late_reason="") & Q(late_at__isnull=False)),
            name=f"{model}_late_has_reason",
        ),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("habpps", "0011_invitations_are_accepted"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(drop_triggers, make_triggers),
        *late_fields("enrolment"),
        *late_fields("grant"),
        migrations.AddField(model_name="grant", name="end_set_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.AddField(model_name="grant", name="end_set_by", field=person()),
        late_has_reason("enrolment"),
        late_has_reason("grant"),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=Q(end_set_at=None, end_set_by=None) | Q(end_set_at__isnull=False),
                name="grant_end_set_by_at_a_time",
            ),
        ),
        migrations.RunPython(make_triggers, drop_triggers),
        migrations.RunPython(mark_late_rights, migrations.RunPython.noop),
    ]
