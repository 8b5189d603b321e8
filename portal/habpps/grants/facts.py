"""What may be changed of a right, by the names that forms give it."""

from __future__ import annotations

from typing import Any

from portal.habpps.models import Grant


def of_grant(grant: Grant) -> dict[str, Any]:
    return {"valid_from": grant.valid_from, "valid_until": grant.valid_until}
