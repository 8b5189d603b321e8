"""What people prove their identity with after their password."""

from django.db import models
from django.db.models import Q

from portal.base.ids import PublicIdModel

from .people import User


class Authenticator(PublicIdModel):
    """An authenticator application (one per person at most) or a passkey."""

    class Type(models.TextChoices):
        APPLICATION = "APPLICATION"
        PASSKEY = "PASSKEY"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="authenticators")
    type = models.CharField(max_length=11, choices=Type)
    name = models.CharField(max_length=40, blank=True, help_text="By which its owner knows a passkey.")
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    secret = models.TextField(blank=True, help_text="Encrypted key of an application.")
    last_step = models.PositiveBigIntegerField(
        null=True, help_text="30-second step of the application's last accepted code: none before it counts again."
    )
    credential = models.BinaryField(
        null=True, help_text="Attested credential data of a passkey (WebAuthn, 6.5.2): its id and public key."
    )
    sign_count = models.PositiveBigIntegerField(
        null=True, help_text="Uses of a passkey as it counts them itself; 0 for those that do not count."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(type="APPLICATION"), name="authenticator_one_application"
            ),
            models.CheckConstraint(
                condition=(
                    Q(type="APPLICATION", name="", last_step__isnull=False, credential=None, sign_count=None)
                    & ~Q(secret="")
                )
                | (
                    Q(type="PASSKEY", secret="", last_step=None, credential__isnull=False, sign_count__isnull=False)
                    & ~Q(name="")
                ),
                name="authenticator_has_what_its_type_needs",
            ),
        ]


class RecoveryCodes(models.Model):
    """The unused recovery codes of a person, hashed with one salt, so that looking one up costs one hash."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="recovery_codes")
    salt = models.CharField(max_length=32)
    hashes = models.JSONField()
