"""Who may leave a convention or a Caf by themselves. Pure."""

from __future__ import annotations

from datetime import date

from portal.base.formats import short_date
from portal.habpps.rights.decisions import Decision, allow, refuse

LAST_OF_CAF = (
    "Vous êtes le dernier administrateur de la Caf en mesure d'agir : nommez-en un autre. Une fois que cette personne aura "
    "accepté, vous pourrez partir."
)


def may_leave(*, alone: date | None = None, leaves_caf_alone: bool = False) -> Decision:
    """`alone`: the first day on which the convention would have nobody left who can administer it; `leaves_caf_alone`: the
    same for a Caf."""
    if leaves_caf_alone:
        return refuse(LAST_OF_CAF)
    if alone is not None:
        return refuse(
            f"La convention n'aurait plus d'administrateur en mesure d'agir le {short_date(alone)}. Demandez d'abord un "
            "avenant qui désigne un autre administrateur : une fois que cette personne aura accepté, vous pourrez partir."
        )
    return allow()
