"""What the journal keeps of second factors."""

from portal.journal import SECURITY, Kind, declare

declare(
    Kind("accounts.factor_added", SECURITY, "a ajouté un second facteur ({factor})", ("factor",)),
    Kind("accounts.factor_removed", SECURITY, "a retiré un second facteur ({factor})", ("factor",)),
    Kind("accounts.factors_reset", SECURITY, "a supprimé le second facteur du compte"),
    Kind("accounts.factor_used", SECURITY, "a présenté son second facteur ({factor})", ("factor",)),
    Kind("accounts.factor_failed", SECURITY, "second facteur refusé"),
    Kind("accounts.factor_delayed", SECURITY, "essai de second facteur trop rapproché, non examiné"),
    Kind("accounts.recovery_codes_made", SECURITY, "a obtenu de nouveaux codes de secours"),
    Kind("accounts.recovery_code_used", SECURITY, "a utilisé un code de secours, il en reste {left}", ("left",)),
)
