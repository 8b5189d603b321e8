"""What the journal keeps of signing in."""

from portal.journal.kinds import SECURITY, EventKind, declare_events

declare_events(
    EventKind("accounts.signed_in", SECURITY, "s'est connecté"),
)
