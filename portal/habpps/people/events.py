"""What the journal keeps of the people of a convention.

A fact that is an id or a code is read as a name or a label by `oversight.queries.journal`.
"""

from portal.journal.kinds import BUSINESS, EventKind, declare_events

DEPARTURE = EventKind(
    "habpps.departure",
    BUSINESS,
    "a enregistré le départ de {user}, dernier jour le {last_day}",
    ("user", "last_day"),
)
CONTACT_CHANGED = EventKind(
    "habpps.contact_changed", BUSINESS, "a modifié les coordonnées de {user} ({fields})", ("user", "fields")
)

declare_events(DEPARTURE, CONTACT_CHANGED)
