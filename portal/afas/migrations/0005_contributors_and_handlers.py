"""Who has entered something of a declaration; and a returned declaration stays with the person who returned it."""

from itertools import islice

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Count, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

BATCH = 2_000
JOURNALLED = "afas.part_entered"
HELD = ["IN_REVIEW", "VALIDATED", "RETURNED", "IN_PROGRESS", "TO_APPROVE", "WAIVED"]


def fill_contributors(apps, schema_editor):
    """All that is known: the journal, the history, and the last person of each part. The earliest of each comes first."""
    model = apps.get_model("afas", "PartContributor")
    for found in (*of_journal(apps), *of_history(apps), *of_parts(apps)):
        rows = found.order_by("moment", "pk").values_list("part_key", "who", "moment", "version").iterator(BATCH)
        while batch := list(islice(rows, BATCH)):
            model.objects.bulk_create(
                [
                    model(part_id=part, person_id=who, began_at=moment, version=sent + 1)
                    for part, who, moment, sent in batch
                ],
                ignore_conflicts=True,
            )


def sent_before(apps, declaration, moment):
    """How many versions of a declaration had left at a moment."""
    found = apps.get_model("afas", "Transmission").objects.filter(declaration=OuterRef(declaration))
    count = found.filter(transmitted_at__lt=OuterRef(moment)).order_by().values("declaration").annotate(n=Count("pk"))
    return Coalesce(Subquery(count.values("n")), Value(0))


def part_of(apps, declaration, kind):
    parts = apps.get_model("afas", "DeclarationPart").objects
    return Subquery(parts.filter(declaration=OuterRef(declaration), kind=OuterRef(kind)).values("pk")[:1])


def of_journal(apps):
    people = apps.get_model("accounts", "User").objects
    for kind in ("ACTIVITY", "FINANCIAL"):
        parts = apps.get_model("afas", "DeclarationPart").objects.filter(declaration=OuterRef("object_id"), kind=kind)
        yield (
            apps.get_model("journal", "Entry")
            .objects.filter(kind=JOURNALLED, facts__part=kind, actor_id__in=people.values("pk"))
            .annotate(
                part_key=Subquery(parts.values("pk")[:1]),
                who=F("actor_id"),
                moment=F("at"),
                version=sent_before(apps, "object_id", "at"),
            )
            .filter(part_key__isnull=False)
        )


def of_history(apps):
    events = apps.get_model("afas", "Event").objects.filter(kind="PROVIDED")
    yield events.annotate(part_key=part_of(apps, "declaration", "part"), who=F("by"), moment=F("at"))


def of_parts(apps):
    parts = apps.get_model("afas", "DeclarationPart").objects
    for act in ("edited", "provided"):
        by, at = f"{act}_by", f"{act}_at"
        yield parts.filter(**{f"{by}__isnull": False, f"{at}__isnull": False}).annotate(
            part_key=F("pk"), who=F(by), moment=F(at), version=sent_before(apps, "declaration", at)
        )


def restore_handlers(apps, schema_editor):
    """What the Caf has returned goes back to the person who returned it."""
    returns = (
        apps.get_model("afas", "Event")
        .objects.filter(declaration=OuterRef("pk"), kind="RETURNED")
        .order_by("-at", "-pk")
    )
    apps.get_model("afas", "Declaration").objects.filter(
        state__in=["RETURNED", "IN_PROGRESS", "TO_APPROVE", "WAIVED"],
        version__gt=0,
        taken_by=None,
        events__kind="RETURNED",
    ).update(taken_by=Subquery(returns.values("by")[:1]), taken_at=Subquery(returns.values("at")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("afas", "0004_owed"),
        ("habpps", "0007_folded_indexes"),
        ("journal", "0002_immutable"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PartContributor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField()),
                ("began_at", models.DateTimeField()),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contributors",
                        to="afas.declarationpart",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"ordering": ["began_at", "id"]},
        ),
        migrations.AddConstraint(
            model_name="partcontributor",
            constraint=models.UniqueConstraint(fields=("part", "version", "person"), name="part_contributor_once"),
        ),
        migrations.AddConstraint(
            model_name="partcontributor",
            constraint=models.CheckConstraint(
                condition=models.Q(("version__gt", 0)), name="part_contributor_of_a_version"
            ),
        ),
        migrations.RemoveConstraint(model_name="declaration", name="declaration_taken_has_facts"),
        migrations.AddConstraint(
            model_name="declaration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", HELD),
                        ("taken_at__isnull", False),
                        ("taken_by__isnull", False),
                        ("version__gt", 0),
                    ),
                    models.Q(
                        models.Q(("state__in", ["IN_REVIEW", "VALIDATED"]), _negated=True),
                        ("taken_at", None),
                        ("taken_by", None),
                    ),
                    _connector="OR",
                ),
                name="declaration_taken_has_facts",
            ),
        ),
        migrations.RunPython(fill_contributors, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(restore_handlers, migrations.RunPython.noop, elidable=True),
    ]
