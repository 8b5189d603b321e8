"""The kinds of organisations that an installation begins with."""

from django.db import migrations

NAMES = (
    "Association",
    "Centre communal d'action sociale",
    "Commune",
    "Département",
    "Entreprise",
    "Établissement public de coopération intercommunale",
    "Établissement public",
    "Fondation",
    "Mutuelle",
)


def add_types(apps, schema_editor):
    partner_type = apps.get_model("habpps", "PartnerType")
    for name in NAMES:
        partner_type.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("habpps", "0002_grants_never_overlap")]

    operations = [migrations.RunPython(add_types, migrations.RunPython.noop)]
