"""What the journal keeps of pages refused and of lists that left as a file.

A fact that is an id or a code is read as a name or a label by `oversight.queries.journal`.
"""

from portal.journal.kinds import SECURITY, EventKind, declare_events

REFUSED = EventKind(
    "habpps.refused",
    SECURITY,
    "s'est vu refuser {permission}",
    ("permission", "method", "route"),
)
EXPORTED = EventKind(
    "habpps.exported",
    SECURITY,
    "a exporté la liste «\u00a0{listing}\u00a0» ({extension}, {rows} lignes)",
    ("listing", "extension", "rows"),
)

declare_events(REFUSED, EXPORTED)
