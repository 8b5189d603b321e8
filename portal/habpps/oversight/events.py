"""What the journal keeps of supervision.

A fact that is an id or a code is read as a name or a label by `oversight.queries.journal`.
"""

from portal.journal import BUSINESS, Kind, declare

declare(
    Kind("habpps.letter_resent", BUSINESS, "a renvoyé le mail «\u00a0{letter}\u00a0» à {user}", ("user", "letter")),
)
