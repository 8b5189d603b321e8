"""What the journal keeps of supervision.

A fact that is an id or a code is read as a name or a label by `oversight.queries.journal`.
"""

from portal.journal.kinds import BUSINESS, EventKind, declare_events

LETTER_RESENT = EventKind(
    "habpps.letter_resent", BUSINESS, "a renvoyé le mail «\u00a0{letter}\u00a0» à {user}", ("user", "letter")
)

declare_events(LETTER_RESENT)
