"""Receipt numbers: readable aloud, unique, and telling nothing of how many there are."""

import secrets

from portal.afas.models import Declaration, Transmission

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8


def new_receipt_number(declaration: Declaration) -> str:
    """« AFAS-2026-037-7KQ2M9XD »: exercice, département of the Caf, and 8 characters (39 bits)."""
    prefix = f"AFAS-{declaration.campaign.fiscal_year}-{declaration.caf.departement:0>3}"
    while True:
        number = f"{prefix}-{''.join(secrets.choice(ALPHABET) for _ in range(LENGTH))}"
        if not Transmission.objects.filter(receipt_number=number).exists():
            return number
