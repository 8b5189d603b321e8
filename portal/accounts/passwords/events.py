"""What the journal keeps of passwords; `identifier` is the HMAC of what was typed."""

from portal.journal.kinds import SECURITY, EventKind, declare_events

RESET_REQUESTED = EventKind("accounts.reset_requested", SECURITY, "demande de nouveau mot de passe", ("identifier",))
PASSWORD_CHANGED = EventKind("accounts.password_changed", SECURITY, "a changé son mot de passe")
PASSWORD_CHANGE_FORCED = EventKind(
    "accounts.password_change_forced", SECURITY, "a demandé un changement de mot de passe du compte"
)
PASSWORD_CHANGE_SPARED = EventKind(
    "accounts.password_change_spared", SECURITY, "n'impose plus le changement de mot de passe du compte"
)

declare_events(RESET_REQUESTED, PASSWORD_CHANGED, PASSWORD_CHANGE_FORCED, PASSWORD_CHANGE_SPARED)
