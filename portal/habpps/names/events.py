"""What the journal keeps of changes of name, in each place where the person holds a right.

It holds no name itself: `formerly` is the row of the past name.
"""

from portal.journal.kinds import BUSINESS, EventKind, declare_events

NAME_REQUESTED = EventKind("habpps.name_requested", BUSINESS, "a demandé à changer de nom")
NAME_ACCEPTED = EventKind(
    "habpps.name_accepted",
    BUSINESS,
    "a accepté le nom de {user} (auparavant {formerly})",
    ("user", "formerly"),
)
NAME_REFUSED = EventKind("habpps.name_refused", BUSINESS, "a refusé le changement de nom de {user}", ("user",))
NAME_CANCELLED = EventKind("habpps.name_cancelled", BUSINESS, "a annulé sa demande de changement de nom")
ADMINISTRATOR_EMAIL_CHANGED = EventKind(
    "habpps.administrator_email_changed", BUSINESS, "a changé l'adresse mail de son compte"
)

declare_events(NAME_REQUESTED, NAME_ACCEPTED, NAME_REFUSED, NAME_CANCELLED, ADMINISTRATOR_EMAIL_CHANGED)
