"""Signed papers of a convention, and the avenants by which its administrators change."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.base.ids import PublicIdModel

from .agreements import Agreement
from .grants import Grant


class Document(PublicIdModel):
    """A PDF attached to a convention. Its bytes lie in `DocumentContent`, in the database: workers share no disk."""

    class Kind(models.TextChoices):
        AGREEMENT = "AGREEMENT", "Convention"
        CONTRACT = "CONTRACT", "Contrat de service"
        ENROLMENT = "ENROLMENT", "Bulletin d'adhésion"
        AMENDMENT = "AMENDMENT", "Avenant"
        OTHER = "OTHER", "Autre pièce"

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField("nature", max_length=10, choices=Kind)
    title = models.CharField("intitulé", max_length=150)
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    # Withdrawn papers stay in the history; nobody downloads them any more.
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-added_at", "-id"]

    def __str__(self) -> str:
        return self.title


class DocumentContent(models.Model):
    document = models.OneToOneField(Document, on_delete=models.CASCADE, primary_key=True, related_name="content")
    content = models.BinaryField()


class Amendment(PublicIdModel):
    """Avenant: one administrator of a convention leaves, another one comes (either may be missing, not both).

    REQUESTED by the partner or the Caf -> SIGNED, which writes the rights (old ones end the day before `effective_on`,
    new ones begin on it), or REFUSED by the Caf, or CANCELLED by who asked.
    """

    class State(models.TextChoices):
        REQUESTED = "REQUESTED", "À signer"
        SIGNED = "SIGNED", "Signé"
        REFUSED = "REFUSED", "Refusé"
        CANCELLED = "CANCELLED", "Annulé"

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField(help_text="1, 2… within the convention.")
    state = models.CharField(max_length=9, choices=State, default=State.REQUESTED)
    leaving = models.ForeignKey(
        Grant, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Their PARTNER_ADMIN grant."
    )
    # Who comes, as typed; the account is found or created when the avenant is signed.
    last_name = models.CharField("nom", max_length=80, blank=True)
    first_name = models.CharField("prénom", max_length=80, blank=True)
    email = models.EmailField("adresse mail", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    keeps_access = models.BooleanField(
        "conserve un accès d'utilisateur", default=False, help_text="Who leaves stays a user of the convention."
    )
    effective_on = models.DateField("date d'effet")
    reason = models.CharField("motif", max_length=500, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    signed_on = models.DateField("date de signature", null=True, blank=True)
    signatory_partner = models.CharField("signataire pour l'organisme", max_length=120, blank=True)
    signatory_caf = models.CharField("signataire pour la Caf", max_length=120, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField("motif de la décision", max_length=500, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="amendment_number_once"),
            models.CheckConstraint(
                condition=Q(leaving__isnull=False) | ~Q(email=""), name="amendment_changes_somebody"
            ),
            models.CheckConstraint(
                condition=Q(state="REQUESTED", decided_at=None, decided_by=None)
                | (~Q(state="REQUESTED") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="amendment_state_tells_decision",
            ),
            models.CheckConstraint(
                condition=Q(state="SIGNED", signed_on__isnull=False) | (~Q(state="SIGNED") & Q(signed_on=None)),
                name="amendment_signed_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state="REFUSED") | ~Q(decision_reason=""), name="amendment_refused_with_reason"
            ),
            models.UniqueConstraint(
                fields=["leaving"], condition=Q(state="REQUESTED"), name="amendment_one_open_per_leaver"
            ),
        ]

    def __str__(self) -> str:
        return f"Avenant n°\u00a0{self.number}"
