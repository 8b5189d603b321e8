"""Changes of name that people with a right ask for, and that somebody else decides."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal.base.ids import PublicIdModel


class NameRequest(PublicIdModel):
    """REQUESTED by the person -> ACCEPTED (the account bears the name) or REFUSED by who decides, or CANCELLED by the
    person. One at a time may wait."""

    class State(models.TextChoices):
        REQUESTED = "REQUESTED", "En attente d'une décision"
        ACCEPTED = "ACCEPTED", "Accepté"
        REFUSED = "REFUSED", "Refusé"
        CANCELLED = "CANCELLED", "Annulé"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="name_requests")
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    reason = models.CharField("motif", max_length=500)
    requested_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.REQUESTED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField("motif de la décision", max_length=500, blank=True)

    class Meta:
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(state="REQUESTED"), name="name_request_one_open"),
            models.CheckConstraint(condition=~Q(reason=""), name="name_request_has_reason"),
            models.CheckConstraint(
                condition=Q(state="REQUESTED", decided_at=None, decided_by=None)
                | (~Q(state="REQUESTED") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="name_request_state_tells_decision",
            ),
            models.CheckConstraint(
                condition=Q(state="CANCELLED", decided_by=F("user"))
                | (Q(state__in=["ACCEPTED", "REFUSED"]) & ~Q(decided_by=F("user")))
                | Q(state="REQUESTED"),
                name="name_request_decided_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(state="REFUSED") & ~Q(decision_reason="") | ~Q(state="REFUSED") & Q(decision_reason=""),
                name="name_request_refused_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"
