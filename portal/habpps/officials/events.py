"""What the journal keeps of the people of a Caf.

A fact that is an id or a code is read as a name or a label by `oversight.queries.journal`.
"""

from portal.journal.kinds import BUSINESS, EventKind, declare_events

OFFICIAL_NAMED = EventKind(
    "habpps.official_named",
    BUSINESS,
    "a donné à {user} le rôle {role} à partir du {valid_from} {valid_until} {late_reason}",
    ("user", "role", "valid_from", "valid_until", "late_reason"),
)
OFFICIAL_ENDED = EventKind(
    "habpps.official_ended",
    BUSINESS,
    "a mis fin au rôle {role} de {user}, dernier jour le {last_day} {reason}",
    ("user", "role", "last_day", "reason"),
)

declare_events(OFFICIAL_NAMED, OFFICIAL_ENDED)
