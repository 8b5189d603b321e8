"""What the journal keeps of spreadsheets of users.

A fact that is an id or a code is read as a name or a label by `oversight.queries.journal`.
"""

from portal.journal.kinds import BUSINESS, EventKind, declare_events

USERS_IMPORTED = EventKind(
    "habpps.users_imported",
    BUSINESS,
    "a importé des utilisateurs depuis un tableur ({written} lignes écrites, {left} laissées)",
    ("written", "left"),
)

declare_events(USERS_IMPORTED)
