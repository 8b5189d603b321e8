"""The frozen content of a transmission: what `afas.snapshots` writes, at the price of one for many."""

from datetime import UTC
from typing import Any

from django.db.models import prefetch_related_objects

from portal.accounts.models import User
from portal.afas.approval.snapshots import snapshot
from portal.afas.models import Declaration
from portal.habpps.rights.roles import Role

from .campaigns import Profile


def content_of(declaration: Declaration, profile: Profile, person: User, number: str) -> dict[str, Any]:
    """The content of version 1: computed for the first declaration of a profile, then only re-addressed."""
    if not profile.snapshot:
        profile.snapshot.update(_first(declaration, person, number))
    sent = declaration.transmitted_at.astimezone(UTC).isoformat(timespec="seconds")
    by = {"id": person.public_id, "name": person.get_full_name()}
    activity = declaration.activity
    partner, caf = activity.agreement.partner, activity.agreement.caf
    return {
        **profile.snapshot,
        "receipt_number": number,
        "transmitted_at": sent,
        "transmitted_by": {**by, "role": Role.APPROVER.label},
        "activity": {
            **profile.snapshot["activity"],
            "id": activity.public_id,
            "name": activity.name,
            "agreement": activity.agreement.label,
        },
        "partner": {
            key: partner.public_id if key == "id" else getattr(partner, key) for key in profile.snapshot["partner"]
        },
        "caf": {key: getattr(caf, key) for key in profile.snapshot["caf"]},
        "parts": {
            kind: {**part, "provided_at": sent, "provided_by": by} for kind, part in profile.snapshot["parts"].items()
        },
    }


def _first(declaration: Declaration, person: User, number: str) -> dict[str, Any]:
    prefetch_related_objects([declaration], "parts")
    for part in declaration.parts.all():
        # A returned half has lost its provider since.
        part.provided_at, part.provided_by = declaration.transmitted_at, person
    return snapshot(
        declaration,
        by=person,
        role=Role.APPROVER.label,
        at=declaration.transmitted_at,
        version=1,
        receipt_number=number,
        late=False,
    )
