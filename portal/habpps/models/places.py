"""The funds, the organisations that they fund, where these work and what they do."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from portal.base.ids import PublicIdModel


class Caf(PublicIdModel):
    departement = models.CharField(max_length=3)
    name = models.CharField(max_length=80)
    siren = models.CharField(max_length=9, unique=True)
    # Official 3-digit code: in no open source.
    code = models.CharField(max_length=3, null=True, blank=True, unique=True)
    address = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True, help_text="«\u00a0Pôle SIAP\u00a0»: the mailbox that the convention names.")
    phone = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["departement", "name"]

    def __str__(self) -> str:
        return self.name


class PartnerType(PublicIdModel):
    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Partner(PublicIdModel):
    """An organisation, once for the whole country, whatever the number of Cafs that fund it."""

    name = models.CharField("nom", max_length=150)
    siret = models.CharField("SIRET", max_length=14, unique=True)
    rna = models.CharField("RNA", max_length=10, blank=True)
    type = models.ForeignKey(PartnerType, on_delete=models.PROTECT, related_name="partners")
    address = models.CharField("adresse", max_length=200, blank=True)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    town = models.CharField("commune", max_length=80, blank=True)
    cafs = models.ManyToManyField(Caf, related_name="partners", help_text="The funds that have registered it.")
    # Empty only where the version before this column has just registered it: any of its Cafs may then take the lead.
    lead_caf = models.ForeignKey(
        Caf,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_partners",
        verbose_name="Caf pilote",
        help_text="The one of `cafs` that writes what all of them share: the organisation itself and its places.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # Its conventions are closed then: this date cuts no right by itself.
    closed_on = models.DateField("date de clôture", null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Site(PublicIdModel):
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField("nom", max_length=120)
    siret = models.CharField("SIRET de l'établissement", max_length=14, blank=True)
    address = models.CharField("adresse", max_length=200, blank=True)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    town = models.CharField("commune", max_length=80, blank=True)
    # No new role is given over a closed place; those given before follow their own dates.
    closed_on = models.DateField("date de fermeture", null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["partner", "name"], name="site_name_once")]

    def __str__(self) -> str:
        return self.name


class Activity(PublicIdModel):
    """What a Caf funds under a convention; `type_code` and `nature_code` are the catalogue's."""

    agreement = models.ForeignKey("habpps.Agreement", on_delete=models.PROTECT, related_name="activities")
    name = models.CharField("nom", max_length=120)
    type_code = models.CharField(max_length=20)
    nature_code = models.CharField(max_length=40)
    sites = models.ManyToManyField(Site, related_name="activities", blank=True)
    opens_on = models.DateField()
    closes_on = models.DateField(null=True, blank=True)
    # Since when the portal knows it in a validated convention; null: as long as it has been open.
    registered_on = models.DateField("date d'enregistrement", null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        verbose_name_plural = "activities"
        constraints = [
            models.UniqueConstraint(fields=["agreement", "name"], name="activity_name_once"),
            models.CheckConstraint(
                condition=Q(closes_on=None) | Q(closes_on__gte=F("opens_on")), name="activity_closes_after_opening"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def known_since(self) -> date:
        """Since when the portal could ask something of it."""
        return self.registered_on or self.opens_on

    @property
    def shown_name(self) -> str:
        """The name as the reader sees it beside another convention's activities: with the Caf that its convention says,
        where that one is loaded."""
        agreement = self._state.fields_cache.get("agreement")
        return f"{self.name} ({agreement.told_caf})" if agreement is not None and agreement.told_caf else self.name
