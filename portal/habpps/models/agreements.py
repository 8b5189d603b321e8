"""The papers between a Caf and a partner; whatever hangs under a closed one is closed too."""

from django.db import models
from django.db.models import F, Q

from portal.base.ids import PublicIdModel

from .late import EnteredLate, late_has_reason
from .places import Caf, Partner


def closes_after_opening(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
        name=f"{name}_closes_after_opening",
        violation_error_message="La date de clôture précède la date d'ouverture.",
    )


def with_caf(name: str, caf: str) -> str:
    """« MJC du Moulin (Caf de la Somme) »; the name alone where the Caf goes without saying ("")."""
    return f"{name} ({caf})" if caf else name


class Dated(models.Model):
    """Open from a day to another, both included; without the second, open until further notice."""

    opens_on = models.DateField("date d'ouverture")
    closes_on = models.DateField("date de clôture", null=True, blank=True)

    class Meta:
        abstract = True

    def is_open(self, day) -> bool:
        return self.opens_on <= day and (self.closes_on is None or day <= self.closes_on)


class Agreement(PublicIdModel, Dated):
    """Convention d'accès à Mon Compte Partenaire."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", "Brouillon"
        VALIDATED = "VALIDATED", "Validée"
        CLOSED = "CLOSED", "Clôturée"

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="agreements")
    caf = models.ForeignKey(Caf, on_delete=models.PROTECT, related_name="agreements")
    label = models.CharField("libellé", max_length=150)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    validated_at = models.DateTimeField(null=True, blank=True)
    # A convention may demand that who approves has not entered the data; without it the portal only warns.
    separate_approver = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # Its Caf's name, where the reader meets the partner under several (`rights.labels`).
    told_caf = ""
    # A precaution of the Caf (`Measure` says why): no right under the convention counts meanwhile.
    suspended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["label", "id"]
        constraints = [
            closes_after_opening("agreement"),
            models.UniqueConstraint(
                fields=["partner", "caf"],
                condition=~Q(state="CLOSED"),
                name="agreement_one_per_partner_and_caf",
                violation_error_message="Cet organisme a déjà une convention avec votre Caf.",
            ),
            models.CheckConstraint(
                condition=Q(state="DRAFT", validated_at=None) | (~Q(state="DRAFT") & Q(validated_at__isnull=False)),
                name="agreement_state_tells_validation",
            ),
            models.CheckConstraint(
                condition=~Q(state="CLOSED") | Q(closes_on__isnull=False), name="agreement_closed_has_date"
            ),
            models.CheckConstraint(
                condition=Q(suspended_at=None) | Q(state="VALIDATED"), name="agreement_suspended_while_validated"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def shown_label(self) -> str:
        """The label as a title, a row or an option shows it to the reader."""
        return with_caf(self.label, self.told_caf)

    @property
    def shown_partner(self) -> str:
        """The partner's name as shown to the reader."""
        return with_caf(self.partner.name, self.told_caf)


class ServiceContract(Dated):
    """Contrat de service: who manages the partner's authorisations."""

    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, related_name="contract")
    delegated = models.BooleanField(
        "gestion déléguée des habilitations", help_text="False: the Caf manages the users itself."
    )

    class Meta:
        constraints = [closes_after_opening("contract")]


class Service(models.Model):
    """One service of the bouquet; AFAS is the first."""

    code = models.CharField(max_length=10, primary_key=True)
    label = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.label


class Enrolment(Dated, EnteredLate):
    """Bulletin d'adhésion of a convention to a service."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="enrolments")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="enrolments")

    class Meta:
        constraints = [
            closes_after_opening("enrolment"),
            late_has_reason("enrolment"),
            models.UniqueConstraint(fields=["agreement", "service"], name="enrolment_once"),
        ]


class AccessGroup(PublicIdModel, Dated):
    """Groupe d'habilitation of a convention, opened by an enrolment."""

    class Kind(models.TextChoices):
        AFAS_HABILITER = "AFAS_HABILITER", "AFAS Habiliter"
        AFAS_DECLARER = "AFAS_DECLARER", "AFAS Déclarer"

    CODES = {Kind.AFAS_HABILITER: "AFAS-HAB", Kind.AFAS_DECLARER: "AFAS-DEC"}

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="groups")
    kind = models.CharField(max_length=20, choices=Kind)

    class Meta:
        ordering = ["enrolment_id", "kind"]
        constraints = [
            closes_after_opening("group"),
            models.UniqueConstraint(fields=["enrolment", "kind"], name="group_kind_once"),
        ]

    def __str__(self) -> str:
        return f"{self.CODES[self.Kind(self.kind)]} - {self.get_kind_display()}"
