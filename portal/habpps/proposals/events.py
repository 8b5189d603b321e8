"""What the journal keeps of proposals; read by every Caf that shares the organisation."""

from portal.journal.kinds import BUSINESS, EventKind, declare_events

PROPOSAL_MADE = EventKind(
    "habpps.partner_proposal_made",
    BUSINESS,
    "a proposé pour l'organisme {partner} : {what} ({changes}) {reason}",
    ("partner", "what", "changes", "reason"),
)
PROPOSAL_ACCEPTED = EventKind(
    "habpps.partner_proposal_accepted",
    BUSINESS,
    "a accepté ce que proposait la {caf} pour l'organisme {partner} : {what} ({changes})",
    ("partner", "caf", "what", "changes"),
)
PROPOSAL_REFUSED = EventKind(
    "habpps.partner_proposal_refused",
    BUSINESS,
    "a refusé ce que proposait la {caf} pour l'organisme {partner} : {what} ({changes}) {reason}",
    ("partner", "caf", "what", "changes", "reason"),
)
PROPOSAL_CANCELLED = EventKind(
    "habpps.partner_proposal_cancelled",
    BUSINESS,
    "a annulé sa proposition pour l'organisme {partner} : {what} ({changes})",
    ("partner", "what", "changes"),
)

declare_events(PROPOSAL_MADE, PROPOSAL_ACCEPTED, PROPOSAL_REFUSED, PROPOSAL_CANCELLED)
