"""What the journal keeps of passwords; `identifier` is the HMAC of what was typed."""

from portal.journal import SECURITY, Kind, declare

declare(
    Kind("accounts.reset_requested", SECURITY, "demande de nouveau mot de passe", ("identifier",)),
    Kind("accounts.password_changed", SECURITY, "a changé son mot de passe"),
    Kind("accounts.password_change_forced", SECURITY, "a demandé un changement de mot de passe du compte"),
    Kind("accounts.password_change_spared", SECURITY, "n'impose plus le changement de mot de passe du compte"),
)
