"""What the journal keeps of passwords; `identifier` is the HMAC of what was typed."""

from portal.journal.kinds import SECURITY, EventKind, declare_events

declare_events(
    EventKind("accounts.reset_requested", SECURITY, "demande de nouveau mot de passe", ("identifier",)),
    EventKind("accounts.password_changed", SECURITY, "a changé son mot de passe"),
    EventKind("accounts.password_change_forced", SECURITY, "a demandé un changement de mot de passe du compte"),
    EventKind("accounts.password_change_spared", SECURITY, "n'impose plus le changement de mot de passe du compte"),
)
