"""Examples that the mails of several subjects share."""

from typing import Any

from django.conf import settings

from portal.base import clock

INVITED_BY = "Amina Diallo (Centre social Les Coteaux)"


def link() -> dict[str, Any]:
    return {"link": f"{settings.PORTAL_ORIGIN}/exemple-de-lien/", "hours": settings.ACTIVATION_HOURS}


def moment() -> dict[str, Any]:
    return {"at": clock.now()}
