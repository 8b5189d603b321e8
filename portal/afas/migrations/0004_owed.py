"""What is owed: the days that a campaign covers, a declaration's own due date, « sans objet »."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


ENDS = {"": (12, 31), "JUNE": (6, 30), "SEPTEMBER": (9, 30)}


def cover_usual_days(apps, schema_editor):
    """The year, or its months up to an update: what every catalogue declared so far."""
    for campaign in apps.get_model("afas", "Campaign").objects.order_by("pk"):
        campaign.covers_from = datetime.date(campaign.fiscal_year, 1, 1)
        campaign.covers_until = datetime.date(campaign.fiscal_year, *ENDS[campaign.period])
        campaign.save(update_fields=["covers_from", "covers_until"])


class Migration(migrations.Migration):
    dependencies = [
        ("afas", "0003_indicators"),
        ("habpps", "0008_activity_registered_on"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="declaration",
            name="declaration_transmitted_has_facts",
        ),
        migrations.AddField(
            model_name="campaign",
            name="covers_from",
            field=models.DateField(
                db_default=datetime.date(1900, 1, 1), help_text="First of the days that are declared."
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="covers_until",
            field=models.DateField(db_default=datetime.date(1900, 1, 1), help_text="Last of them."),
        ),
        migrations.AddField(
            model_name="declaration",
            name="due_on",
            field=models.DateField(
                blank=True, help_text="Its own due date, when it was opened after the others.", null=True
            ),
        ),
        migrations.AddField(
            model_name="declaration",
            name="waived_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="declaration",
            name="waived_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="declaration",
            name="waived_from",
            field=models.CharField(
                blank=True,
                choices=[
                    ("TO_ENTER", "À saisir"),
                    ("IN_PROGRESS", "En cours"),
                    ("TO_APPROVE", "À approuver"),
                    ("TRANSMITTED", "Transmise"),
                    ("IN_REVIEW", "En traitement"),
                    ("RETURNED", "Retournée"),
                    ("VALIDATED", "Validée"),
                    ("WAIVED", "Sans objet"),
                ],
                db_default="",
                default="",
                max_length=11,
            ),
        ),
        migrations.AddField(
            model_name="declaration",
            name="waived_reason",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AlterField(
            model_name="declaration",
            name="state",
            field=models.CharField(
                choices=[
                    ("TO_ENTER", "À saisir"),
                    ("IN_PROGRESS", "En cours"),
                    ("TO_APPROVE", "À approuver"),
                    ("TRANSMITTED", "Transmise"),
                    ("IN_REVIEW", "En traitement"),
                    ("RETURNED", "Retournée"),
                    ("VALIDATED", "Validée"),
                    ("WAIVED", "Sans objet"),
                ],
                default="TO_ENTER",
                max_length=11,
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(
                choices=[
                    ("PROVIDED", "Données fournies"),
                    ("SENT_BACK", "Renvoyées à la saisie"),
                    ("REOPENED", "Reprises en saisie"),
                    ("TRANSMITTED", "Transmise à la Caf"),
                    ("TAKEN", "Prise en charge par la Caf"),
                    ("RETURNED", "Retournée par la Caf"),
                    ("VALIDATED", "Validée par la Caf"),
                    ("OPENED", "Ouverte par la Caf"),
                    ("WAIVED", "Déclarée sans objet par la Caf"),
                    ("RESTORED", "Rétablie par la Caf"),
                ],
                max_length=11,
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("covers_until__gte", models.F("covers_from"))), name="campaign_covers_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="declaration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["TO_ENTER"]), ("transmitted_at", None), ("version", 0)),
                    models.Q(
                        ("state__in", ["IN_PROGRESS", "TO_APPROVE", "WAIVED"]), ("transmitted_at", None), ("version", 0)
                    ),
                    models.Q(
                        ("state__in", ["IN_PROGRESS", "TO_APPROVE", "WAIVED"]),
                        ("transmitted_at__isnull", False),
                        ("version__gt", 0),
                    ),
                    models.Q(
                        ("state__in", ["TRANSMITTED", "IN_REVIEW", "RETURNED", "VALIDATED"]),
                        ("transmitted_at__isnull", False),
                        ("version__gt", 0),
                    ),
                    _connector="OR",
                ),
                name="declaration_transmitted_has_facts",
            ),
        ),
        migrations.AddConstraint(
            model_name="declaration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "WAIVED"),
                        ("waived_at__isnull", False),
                        ("waived_by__isnull", False),
                        ("waived_from__in", ["TO_ENTER", "IN_PROGRESS", "TO_APPROVE", "RETURNED"]),
                        models.Q(("waived_reason", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "WAIVED"), _negated=True),
                        ("waived_at", None),
                        ("waived_by", None),
                        ("waived_from", ""),
                        ("waived_reason", ""),
                    ),
                    _connector="OR",
                ),
                name="declaration_waived_has_facts",
                violation_error_message="Indiquez pourquoi cette déclaration est sans objet.",
            ),
        ),
        migrations.RunPython(cover_usual_days, migrations.RunPython.noop),
    ]
