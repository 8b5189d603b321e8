"""An invitation is accepted or refused; until then the rights under it wait.

Whoever has signed in since they were invited has worked with these rights: they count as accepted. The others are asked.
"""

from datetime import timedelta
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

overlaps = import_module("portal.habpps.migrations.0002_grants_never_overlap")

SAME_ACT = timedelta(minutes=1)  # between an account and the invitation that made it
ACCESS = ["CAF_ADMIN", "CAF_AGENT", "PARTNER_USER"]


def keep_triggers(apps, schema_editor):
    """SQLite writes a table anew for a constraint, and forgets its triggers."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for event in ("insert", "update"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS grant_never_overlaps_{event}")
    overlaps.forbid_overlaps(apps, schema_editor)


def carry_over(apps, schema_editor):
    invitations = apps.get_model("habpps", "Invitation").objects
    grants = apps.get_model("habpps", "Grant").objects
    invitations.filter(user__last_login__gte=F("created_at")).delete()
    made: set[int] = set()
    waiting = invitations.select_related("user").order_by("created_at", "pk")
    for invitation in waiting.iterator(chunk_size=2000):
        user = invitation.user
        since = invitation.created_at - user.created_at
        if user.pk not in made and user.state == "PENDING" and timedelta(0) <= since <= SAME_ACT:
            made.add(user.pk)
            invitations.filter(pk=invitation.pk).update(made_account=True)
        held = grants.filter(user=user, role__in=ACCESS, revoked_at=None)
        held.filter(agreement=invitation.agreement_id, caf=invitation.caf_id).update(invitation=invitation)


def count_again(apps, schema_editor):
    """What the previous version asks is a sign-in; its rows have no link to one another."""
    apps.get_model("habpps", "Grant").objects.update(invitation=None)


class Migration(migrations.Migration):
    dependencies = [("habpps", "0010_name_requests")]

    operations = [
        migrations.AddField(model_name="invitation", name="link_on", field=models.DateField(blank=True, null=True)),
        migrations.AddField(
            model_name="invitation", name="made_account", field=models.BooleanField(db_default=False, default=False)
        ),
        migrations.AddField(
            model_name="invitation", name="refused_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(model_name="grant", name="accepted_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            model_name="grant",
            name="invitation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="grants",
                to="habpps.invitation",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=Q(made_account=True), fields=["user"], name="invitation_makes_account_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=Q(refused_at=None) | Q(link_on=None), name="invitation_refused_sends_no_link"
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=Q(invitation=None) | Q(role__in=("CAF_ADMIN", "CAF_AGENT", "PARTNER_USER")),
                name="grant_awaits_answer_as_a_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=Q(invitation=None) | Q(accepted_at=None), name="grant_accepted_awaits_nothing"
            ),
        ),
        migrations.RunPython(keep_triggers, keep_triggers),
        migrations.RunPython(carry_over, count_again),
    ]
