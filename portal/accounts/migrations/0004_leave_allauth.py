"""Second factors that django-allauth's table held move to the portal's own; then all its tables and traces go.

There is no way back: what it held could not be given back to it. A database that never had it passes through unchanged.
"""

from django.db import migrations
from django.db.migrations.recorder import MigrationRecorder
from fido2.webauthn import RegistrationResponse

APPS = ("account", "mfa")
# In this order: the first refers to the second.
TABLES = ("account_emailconfirmation", "account_emailaddress", "mfa_authenticator")


def leave_allauth(apps, schema_editor):
    connection = schema_editor.connection
    tables = set(connection.introspection.table_names())
    if "mfa_authenticator" in tables:
        move_authenticators(apps)
        connection.check_constraints()  # so that PostgreSQL holds no deferred check when the tables go
    for table in TABLES:
        if table in tables:
            schema_editor.execute(f"DROP TABLE {schema_editor.quote_name(table)}")
    ContentType = apps.get_model("contenttypes", "ContentType")
    apps.get_model("auth", "Permission").objects.filter(content_type__app_label__in=APPS).delete()
    ContentType.objects.filter(app_label__in=APPS).delete()
    MigrationRecorder(connection).migration_qs.filter(app__in=APPS).delete()


def move_authenticators(apps):
    Authenticator = apps.get_model("accounts", "Authenticator")
    RecoveryCodes = apps.get_model("accounts", "RecoveryCodes")
    for old in apps.get_model("accounts", "AllauthAuthenticator").objects.order_by("id"):
        data = old.data
        if old.type == "recovery_codes":
            RecoveryCodes.objects.create(user_id=old.user_id, salt=data["salt"], hashes=data["hashes"])
            continue
        if old.type == "totp":
            facts = {"type": "APPLICATION", "secret": data["secret"], "last_step": data["last_step"]}
        else:
            registration = RegistrationResponse.from_dict(data["credential"]).response.attestation_object
            credential = bytes(registration.auth_data.credential_data)
            facts = {"type": "PASSKEY", "name": data["name"], "credential": credential, "sign_count": data["counter"]}
        Authenticator.objects.create(
            user_id=old.user_id,
            public_id=data["public_id"],
            created_at=old.created_at,
            last_used_at=old.last_used_at,
            **facts,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_own_authenticators"),
        ("auth", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(leave_allauth),
        migrations.DeleteModel("AllauthAuthenticator"),
    ]
