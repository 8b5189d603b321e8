"""What the journal keeps of links sent by mail."""

from portal.journal.kinds import SECURITY, EventKind, declare_events, declare_words

declare_events(
    EventKind("accounts.link_issued", SECURITY, "lien envoyé ({purpose})", ("purpose",)),
    EventKind("accounts.link_used", SECURITY, "lien utilisé ({purpose})", ("purpose",)),
)
declare_words(
    {
        "ACTIVATION": "activation du compte",
        "RESET": "nouveau mot de passe",
        "EMAIL": "changement d'adresse mail",
    }
)
