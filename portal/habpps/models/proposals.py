"""What a Caf asks the one that leads an organisation to change of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.base.ids import PublicIdModel

from .places import Caf, Partner, Site


class Proposal(PublicIdModel):
    """A change of an organisation, or of one of its places when `site` is set.

    WAITING -> ACCEPTED, which makes the change, or REFUSED with a reason, both by the lead Caf; or CANCELLED by the Caf
    that proposed it.
    """

    class Kind(models.TextChoices):
        CHANGE = "CHANGE", "Modification"
        CLOSE = "CLOSE", "Clôture"
        REOPEN = "REOPEN", "Réouverture"

    class State(models.TextChoices):
        WAITING = "WAITING", "En attente"
        ACCEPTED = "ACCEPTED", "Acceptée"
        REFUSED = "REFUSED", "Refusée"
        CANCELLED = "CANCELLED", "Annulée"

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="proposals")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals")
    kind = models.CharField(max_length=6, choices=Kind)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    changes = models.JSONField(
        help_text="Field -> [value when it was proposed, value proposed], as the texts of `portal.base.seen`."
    )
    reason = models.CharField("motif", max_length=500)
    caf = models.ForeignKey(Caf, on_delete=models.PROTECT, related_name="proposals", help_text="Who proposes.")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField("motif de la décision", max_length=500, blank=True)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="WAITING", decided_at=None, decided_by=None)
                | (~Q(state="WAITING") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="proposal_state_tells_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state="REFUSED") | ~Q(decision_reason=""), name="proposal_refused_with_reason"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="proposal_has_reason"),
            models.UniqueConstraint(
                fields=["partner", "caf", "kind"],
                condition=Q(state="WAITING", site=None),
                name="proposal_one_open_per_partner",
            ),
            models.UniqueConstraint(
                fields=["site", "caf", "kind"],
                condition=Q(state="WAITING", site__isnull=False),
                name="proposal_one_open_per_site",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
