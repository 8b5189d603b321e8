"""What the journal keeps of an account's life."""

from portal.journal.kinds import BUSINESS, SECURITY, EventKind, declare_events, declare_words

declare_events(
    EventKind("accounts.created", BUSINESS, "a créé le compte ({mode})", ("mode",)),
    EventKind("accounts.activated", BUSINESS, "a activé son compte"),
    EventKind("accounts.suspended", BUSINESS, "a suspendu le compte"),
    EventKind("accounts.reopened", BUSINESS, "a rétabli le compte"),
    EventKind("accounts.begun_again", BUSINESS, "a invité de nouveau le titulaire du compte, qui était clôturé"),
    EventKind("accounts.closed", BUSINESS, "a clôturé le compte"),
    EventKind("accounts.provisional_issued", SECURITY, "mot de passe provisoire envoyé"),
    EventKind("accounts.provisional_used", SECURITY, "a utilisé son mot de passe provisoire"),
)
declare_words(
    {
        "lien": "activé par un lien",
        "provisoire": "activé par un mot de passe provisoire",
    }
)
