"""What the journal keeps of second factors."""

from portal.journal.kinds import SECURITY, EventKind, declare_events

declare_events(
    EventKind("accounts.factor_added", SECURITY, "a ajouté un second facteur ({factor})", ("factor",)),
    EventKind("accounts.factor_removed", SECURITY, "a retiré un second facteur ({factor})", ("factor",)),
    EventKind("accounts.factors_reset", SECURITY, "a supprimé le second facteur du compte"),
    EventKind("accounts.factor_used", SECURITY, "a présenté son second facteur ({factor})", ("factor",)),
    EventKind("accounts.factor_failed", SECURITY, "second facteur refusé"),
    EventKind("accounts.factor_delayed", SECURITY, "essai de second facteur trop rapproché, non examiné"),
    EventKind("accounts.recovery_codes_made", SECURITY, "a obtenu de nouveaux codes de secours"),
    EventKind("accounts.recovery_code_used", SECURITY, "a utilisé un code de secours, il en reste {left}", ("left",)),
)
