from __future__ import annotations

from collections.abc import Sequence

from portal.base.formats import listed, plural

from ..queries.departures import DepartureEffects, Seats


def ending_text(found: DepartureEffects, agreements: Sequence[str]) -> str:
    """« l'accès à « Convention A », « AFAS Déclarer » et 3 rôles »: what the person's last day ends."""
    named = [f"l'accès à {_quoted(agreements[0])}", *map(_quoted, [*agreements[1:], *found.groups])]
    return listed([*named, plural(found.roles, "rôle", "rôles")] if found.roles else named)


def _quoted(label: str) -> str:
    return f"«\u00a0{label}\u00a0»"


def seats_text(seats: Seats) -> str:
    if seats.left == 0:
        return f"{seats.agreement} : plus personne ne pourra l'administrer : désignez d'abord un autre administrateur, avec la Caf."
    if seats.left == 1:
        return f"{seats.agreement} : il ne restera qu'un administrateur, et la convention en demande deux."
    return f"{seats.agreement} : il restera {seats.left} administrateurs."
