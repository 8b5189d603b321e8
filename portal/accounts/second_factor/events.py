"""What the journal keeps of second factors."""

from portal.journal.kinds import SECURITY, EventKind, declare_events

FACTOR_ADDED = EventKind("accounts.factor_added", SECURITY, "a ajouté un second facteur ({factor})", ("factor",))
FACTOR_REMOVED = EventKind("accounts.factor_removed", SECURITY, "a retiré un second facteur ({factor})", ("factor",))
FACTORS_RESET = EventKind("accounts.factors_reset", SECURITY, "a supprimé le second facteur du compte")
FACTOR_USED = EventKind("accounts.factor_used", SECURITY, "a présenté son second facteur ({factor})", ("factor",))
FACTOR_FAILED = EventKind("accounts.factor_failed", SECURITY, "second facteur refusé")
FACTOR_DELAYED = EventKind("accounts.factor_delayed", SECURITY, "essai de second facteur trop rapproché, non examiné")
RECOVERY_CODES_MADE = EventKind("accounts.recovery_codes_made", SECURITY, "a obtenu de nouveaux codes de secours")
RECOVERY_CODE_USED = EventKind(
    "accounts.recovery_code_used", SECURITY, "a utilisé un code de secours, il en reste {left}", ("left",)
)

declare_events(
    FACTOR_ADDED,
    FACTOR_REMOVED,
    FACTORS_RESET,
    FACTOR_USED,
    FACTOR_FAILED,
    FACTOR_DELAYED,
    RECOVERY_CODES_MADE,
    RECOVERY_CODE_USED,
)
