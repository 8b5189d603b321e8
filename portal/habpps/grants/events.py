"""What the journal keeps of rights.

A fact that is an id or a code is read as a name or a label by `oversight.queries.journal`.
"""

from portal.journal.kinds import BUSINESS, EventKind, declare_events

RIGHT_GIVEN = EventKind(
    "habpps.right_given",
    BUSINESS,
    "a donné à {user} le rôle {role} {place} à partir du {valid_from} {valid_until} {late_reason}",
    ("user", "role", "place", "valid_from", "valid_until", "late_reason"),
)
RIGHT_CHANGED = EventKind(
    "habpps.right_changed",
    BUSINESS,
    "a modifié les dates du rôle {role} de {user} {place} : à partir du {valid_from} {valid_until} {late_reason} {reason}",
    ("user", "role", "place", "valid_from", "valid_until", "was_from", "was_until", "late_reason", "reason"),
)
RIGHT_REMOVED = EventKind(
    "habpps.right_removed",
    BUSINESS,
    "a retiré à {user} le rôle {role} {place} {reason}",
    ("user", "role", "place", "reason"),
)

declare_events(RIGHT_GIVEN, RIGHT_CHANGED, RIGHT_REMOVED)
