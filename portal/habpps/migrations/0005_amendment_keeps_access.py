from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("habpps", "0004_invitations")]

    operations = [
        migrations.AddField(
            model_name="amendment",
            name="keeps_access",
            field=models.BooleanField(
                default=False,
                help_text="Who leaves stays a user of the convention.",
                verbose_name="conserve un accès d'utilisateur",
            ),
        ),
    ]
