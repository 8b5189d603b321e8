"""Identifiers for addresses: not sequential. Knowing one gives no right."""

import secrets

from django.db import models

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
LENGTH = 12


def new_public_id() -> str:
    """12 characters out of 30, without those that look alike such as 0 and o (58 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


class PublicIdModel(models.Model):
    """A model whose rows are named by `public_id` in addresses."""

    public_id = models.CharField(max_length=LENGTH, unique=True, default=new_public_id, editable=False)

    class Meta:
        abstract = True
