"""Identifiers that may stand in an address: not sequential, and never a right by themselves."""

import secrets

from django.db import models

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
LENGTH = 12


def new_public_id() -> str:
    """12 characters out of 30 that cannot be mistaken for each other (58 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


class PublicIdModel(models.Model):
    """A row that addresses name by `public_id`."""

    public_id = models.CharField(max_length=LENGTH, unique=True, default=new_public_id, editable=False)

    class Meta:
        abstract = True
