"""What the journal keeps of an account's life."""

from portal.journal.kinds import BUSINESS, SECURITY, EventKind, declare_events, declare_words

CREATED = EventKind("accounts.created", BUSINESS, "a créé le compte ({mode})", ("mode",))
ACTIVATED = EventKind("accounts.activated", BUSINESS, "a activé son compte")
SUSPENDED = EventKind("accounts.suspended", BUSINESS, "a suspendu le compte")
REOPENED = EventKind("accounts.reopened", BUSINESS, "a rétabli le compte")
BEGUN_AGAIN = EventKind(
    "accounts.begun_again", BUSINESS, "a invité de nouveau le titulaire du compte, qui était clôturé"
)
CLOSED = EventKind("accounts.closed", BUSINESS, "a clôturé le compte")
PROVISIONAL_ISSUED = EventKind("accounts.provisional_issued", SECURITY, "mot de passe provisoire envoyé")
PROVISIONAL_USED = EventKind("accounts.provisional_used", SECURITY, "a utilisé son mot de passe provisoire")

declare_events(CREATED, ACTIVATED, SUSPENDED, REOPENED, BEGUN_AGAIN, CLOSED, PROVISIONAL_ISSUED, PROVISIONAL_USED)
declare_words(
    {
        "lien": "activé par un lien",
        "provisoire": "activé par un mot de passe provisoire",
    }
)
