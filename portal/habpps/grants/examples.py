"""Fictional contexts that the examples of this room's mails share."""

from datetime import date
from typing import Any

from portal.mail.examples import Example

AGREEMENT = {"label": "Convention Structure Jeunesse", "public_id": "2345678abcde", "caf": {"name": "Caf de la Somme"}}
PARTNER = {"name": "Association Les Tilleuls"}
CAF = {"name": "Caf de la Somme", "email": "pole-siap@caf.example", "phone": "3230"}
ABOUT = {"agreement": AGREEMENT, "partner": PARTNER, "caf": CAF}


def access_example(**more: Any) -> dict[str, Any]:
    return {**ABOUT, "given_by": Example(first_name="Dominique"), "draft": False, **more}


def ending_example(**more: Any) -> dict[str, Any]:
    return {**ABOUT, "day": date(2026, 12, 31), **more}
