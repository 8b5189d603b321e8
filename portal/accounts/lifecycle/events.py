"""What the journal keeps of an account's life."""

from portal.journal import BUSINESS, SECURITY, Kind, declare, declare_words

declare(
    Kind("accounts.created", BUSINESS, "a créé le compte ({mode})", ("mode",)),
    Kind("accounts.activated", BUSINESS, "a activé son compte"),
    Kind("accounts.suspended", BUSINESS, "a suspendu le compte"),
    Kind("accounts.reopened", BUSINESS, "a rétabli le compte"),
    Kind("accounts.begun_again", BUSINESS, "a invité de nouveau le titulaire du compte, qui était clôturé"),
    Kind("accounts.closed", BUSINESS, "a clôturé le compte"),
    Kind("accounts.provisional_issued", SECURITY, "mot de passe provisoire envoyé"),
    Kind("accounts.provisional_used", SECURITY, "a utilisé son mot de passe provisoire"),
)
declare_words(
    {
        "lien": "activé par un lien",
        "provisoire": "activé par un mot de passe provisoire",
    }
)
