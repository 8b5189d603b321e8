from portal.journal import BUSINESS, SECURITY, Kind, declare

# `identifier` is the HMAC of what was typed: the same one can be followed, nobody can be read.
declare(
    Kind("accounts.created", BUSINESS, "a créé le compte (mode {mode})", ("mode",)),
    Kind("accounts.activated", BUSINESS, "a activé son compte"),
    Kind("accounts.suspended", BUSINESS, "a suspendu le compte"),
    Kind("accounts.reopened", BUSINESS, "a rétabli le compte"),
    Kind("accounts.closed", BUSINESS, "a clôturé le compte"),
    Kind("accounts.signed_in", SECURITY, "s'est connecté"),
    Kind("accounts.sign_in_failed", SECURITY, "échec de connexion", ("identifier",)),
    Kind("accounts.sign_in_delayed", SECURITY, "essai de connexion trop rapproché, non examiné", ("identifier",)),
    Kind("accounts.signed_out", SECURITY, "s'est déconnecté"),
    Kind("accounts.session_lapsed", SECURITY, "session terminée ({why})", ("why",)),
    Kind("accounts.session_ended", SECURITY, "a fermé une session"),
    Kind("accounts.sessions_ended", SECURITY, "a fermé toutes les sessions du compte"),
    Kind("accounts.unlocked", SECURITY, "a levé le délai de connexion du compte"),
    Kind("accounts.link_issued", SECURITY, "lien envoyé ({purpose})", ("purpose",)),
    Kind("accounts.link_used", SECURITY, "lien utilisé ({purpose})", ("purpose",)),
    Kind("accounts.provisional_issued", SECURITY, "mot de passe provisoire envoyé"),
    Kind("accounts.provisional_used", SECURITY, "a utilisé son mot de passe provisoire"),
    Kind("accounts.reset_requested", SECURITY, "demande de nouveau mot de passe", ("identifier",)),
    Kind("accounts.password_changed", SECURITY, "a changé son mot de passe"),
    Kind("accounts.email_change_requested", SECURITY, "a demandé à changer d'adresse mail"),
    Kind("accounts.email_changed", SECURITY, "a changé d'adresse mail"),
)
