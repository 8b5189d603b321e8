from django.db import models
from django.db.models import F, Q

from .people import User


class AccessLink(models.Model):
    """A single-use link sent by mail. Only the token's digest is kept."""

    class Purpose(models.TextChoices):
        ACTIVATION = "ACTIVATION"
        RESET = "RESET"
        EMAIL = "EMAIL"  # confirms `new_email`

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="access_links")
    purpose = models.CharField(max_length=10, choices=Purpose)
    new_email = models.EmailField(blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(used_at=None) | Q(revoked_at=None), name="access_link_used_or_revoked"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="access_link_expires_later"),
            models.CheckConstraint(
                condition=(Q(purpose="EMAIL") & ~Q(new_email="")) | (~Q(purpose="EMAIL") & Q(new_email="")),
                name="access_link_new_email_to_confirm",
            ),
        ]
