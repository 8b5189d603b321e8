"""Precautions of a Caf (domain.md, HABPPS): each has its reason, its author, and can be lifted."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.base.ids import PublicIdModel

from .agreements import Agreement
from .grants import Grant


class Measure(PublicIdModel):
    """What the Caf has done as a precaution; in force until `lifted_at`.

    `membership`: the person's access to the convention, for what touches one person.
    """

    class Kind(models.TextChoices):
        SUSPEND_PERSON = "SUSPEND_PERSON", "Accès d'une personne suspendu"
        SUSPEND_AGREEMENT = "SUSPEND_AGREEMENT", "Convention suspendue"
        WITHDRAW_DELEGATION = "WITHDRAW_DELEGATION", "Gestion déléguée retirée"
        FORCE_PASSWORD = "FORCE_PASSWORD", "Changement de mot de passe imposé"

    kind = models.CharField(max_length=20, choices=Kind)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="measures")
    membership = models.ForeignKey(Grant, on_delete=models.PROTECT, null=True, blank=True, related_name="measures")
    reason = models.CharField("motif", max_length=500)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    lift_reason = models.CharField("motif de la levée", max_length=500, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-taken_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["SUSPEND_PERSON", "FORCE_PASSWORD"], membership__isnull=False)
                | Q(kind__in=["SUSPEND_AGREEMENT", "WITHDRAW_DELEGATION"], membership=None),
                name="measure_scope_fits_kind",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None, lift_reason="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lift_reason="")),
                name="measure_lifted_with_reason",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="measure_has_reason"),
            models.UniqueConstraint(
                fields=["kind", "agreement"],
                condition=Q(lifted_at=None, membership=None),
                name="measure_once_over_agreement",
            ),
            models.UniqueConstraint(
                fields=["kind", "membership"],
                condition=Q(lifted_at=None, kind="SUSPEND_PERSON"),
                name="measure_once_over_person",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
