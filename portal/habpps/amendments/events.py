"""What the journal keeps of avenants.

A fact that is an id or a code is read as a name or a label by `oversight.queries.journal`.
"""

from portal.journal.kinds import BUSINESS, EventKind, declare_events

AMENDMENT_REQUESTED = EventKind(
    "habpps.amendment_requested",
    BUSINESS,
    "a demandé l'avenant n°\u00a0{number}, à effet du {effective_on}",
    ("number", "effective_on"),
)
AMENDMENT_SIGNED = EventKind(
    "habpps.amendment_signed",
    BUSINESS,
    "a enregistré la signature de l'avenant n°\u00a0{number} : les droits changent le {changes_on}",
    ("number", "changes_on"),
)
AMENDMENT_REFUSED = EventKind("habpps.amendment_refused", BUSINESS, "a refusé l'avenant n°\u00a0{number}", ("number",))
AMENDMENT_CANCELLED = EventKind(
    "habpps.amendment_cancelled", BUSINESS, "a annulé l'avenant n°\u00a0{number}", ("number",)
)

declare_events(AMENDMENT_REQUESTED, AMENDMENT_SIGNED, AMENDMENT_REFUSED, AMENDMENT_CANCELLED)
