from django.db import models


class SignInFailures(models.Model):
    """Tries of one identifier (existing or not) or one network address that did not lead to a sign-in."""

    subject = models.CharField(max_length=64, unique=True, help_text="HMAC of the identifier or of the address.")
    count = models.PositiveIntegerField(default=0, help_text="Since the last success.")
    day = models.DateField(help_text="Day (Europe/Paris) of `count_today`.")
    count_today = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    count_before_help = models.PositiveIntegerField(
        null=True, help_text="Tries before an administrator or a mail helped."
    )
