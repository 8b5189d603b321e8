"""What the journal keeps of accounts that nobody uses."""

from portal.journal.kinds import BUSINESS, EventKind, declare_events

declare_events(
    EventKind("accounts.dormant_notice", BUSINESS, "a averti d'une inutilisation de deux ans"),
    EventKind("accounts.anonymised", BUSINESS, "a anonymisé le compte"),
)
