import django.db.models.deletion
import portal.base.ids
from django.conf import settings
from django.db import migrations, models
from django.db.models import Case, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce


def name_lead_cafs(apps, schema_editor):
    """The Caf of the oldest convention, those that are not closed first; without any, the first that registered it."""
    partners, agreements = apps.get_model("habpps", "Partner"), apps.get_model("habpps", "Agreement")
    closed_last = Case(When(state="CLOSED", then=Value(1)), default=Value(0))
    oldest = agreements.objects.filter(partner=OuterRef("pk")).order_by(closed_last, "opens_on", "pk")
    registered = partners.cafs.through.objects.filter(partner=OuterRef("pk")).order_by("pk")
    lead = Coalesce(Subquery(oldest.values("caf")[:1]), Subquery(registered.values("caf")[:1]))
    partners.objects.filter(lead_caf=None).update(lead_caf=lead)


class Migration(migrations.Migration):
    dependencies = [
        ("habpps", "0008_activity_registered_on"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="partner",
            name="lead_caf",
            field=models.ForeignKey(
                blank=True,
                help_text="The one of `cafs` that writes what all of them share: the organisation itself and its places.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="led_partners",
                to="habpps.caf",
                verbose_name="Caf pilote",
            ),
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=portal.base.ids.new_public_id, editable=False, max_length=12, unique=True),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("CHANGE", "Modification"), ("CLOSE", "Clôture"), ("REOPEN", "Réouverture")],
                        max_length=6,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("WAITING", "En attente"),
                            ("ACCEPTED", "Acceptée"),
                            ("REFUSED", "Refusée"),
                            ("CANCELLED", "Annulée"),
                        ],
                        default="WAITING",
                        max_length=9,
                    ),
                ),
                (
                    "changes",
                    models.JSONField(
                        help_text="Field -> [value when it was proposed, value proposed], as the texts of `portal.base.seen`."
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="motif")),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_reason", models.CharField(blank=True, max_length=500, verbose_name="motif de la décision")),
                (
                    "caf",
                    models.ForeignKey(
                        help_text="Who proposes.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="habpps.caf",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="habpps.partner"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="habpps.site",
                    ),
                ),
            ],
            options={
                "ordering": ["-proposed_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("state", "WAITING")),
                            models.Q(
                                models.Q(("state", "WAITING"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="proposal_state_tells_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "REFUSED"), _negated=True),
                            models.Q(("decision_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="proposal_refused_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="proposal_has_reason"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("site", None), ("state", "WAITING")),
                        fields=("partner", "caf", "kind"),
                        name="proposal_one_open_per_partner",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("site__isnull", False), ("state", "WAITING")),
                        fields=("site", "caf", "kind"),
                        name="proposal_one_open_per_site",
                    ),
                ],
            },
        ),
        migrations.RunPython(name_lead_cafs, migrations.RunPython.noop),
    ]
