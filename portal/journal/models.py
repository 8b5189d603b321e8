from django.db import models

from .kinds import BUSINESS, SECURITY

STORES = [(BUSINESS, "Histoire des dossiers"), (SECURITY, "Sécurité")]


class Entry(models.Model):
    """One event. It names people and objects by id only, and holds no name, address or secret."""

    store = models.CharField(max_length=8, choices=STORES)
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True, help_text="Null: the portal itself, or somebody not signed in.")
    caf_id = models.BigIntegerField(null=True)
    agreement_id = models.BigIntegerField(null=True)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["agreement_id", "id"]),
            models.Index(fields=["caf_id", "id"]),
            models.Index(fields=["object_type", "object_id", "id"]),
            models.Index(fields=["actor_id", "kind", "id"]),
            models.Index(fields=["store", "id"]),
        ]


class Seal(models.Model):
    """A range of entries of one store, chained to the seal before it."""

    store = models.CharField(max_length=8, choices=STORES)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    count = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["store", "first_id"]
        constraints = [models.UniqueConstraint(fields=["store", "previous"], name="seal_one_successor")]
