from django.db import models
from django.db.models import Q
from post_office.models import STATUS, Email

from portal.base.ids import PublicIdModel


class Letter(PublicIdModel):
    """A message of the portal to one person. Its text and state are in the queue's own row (`email`)."""

    kind = models.CharField(max_length=80, help_text="Its template, e.g. « accounts/activation ».")
    recipient_id = models.BigIntegerField(help_text="The account; addresses stay in the queue.")
    caf_id = models.BigIntegerField(null=True)
    agreement_id = models.BigIntegerField(null=True)
    queued_at = models.DateTimeField()
    # A reminder's key, unique: it is sent once, whatever the number of runs and machines. Empty: no such limit.
    once = models.CharField(max_length=120, blank=True)
    email = models.OneToOneField(Email, null=True, on_delete=models.SET_NULL, related_name="letter")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["recipient_id", "id"]), models.Index(fields=["agreement_id", "id"])]
        constraints = [models.UniqueConstraint(fields=["once"], condition=~Q(once=""), name="letter_once")]

    @property
    def is_sent(self) -> bool:
        return self.email is not None and self.email.status == STATUS.sent
