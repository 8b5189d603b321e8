"""What the journal keeps of signing in."""

from portal.journal.kinds import SECURITY, EventKind, declare_events

SIGNED_IN = EventKind("accounts.signed_in", SECURITY, "s'est connecté")

declare_events(SIGNED_IN)
