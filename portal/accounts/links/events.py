"""What the journal keeps of links sent by mail."""

from portal.journal.kinds import SECURITY, EventKind, declare_events, declare_words

LINK_ISSUED = EventKind("accounts.link_issued", SECURITY, "lien envoyé ({purpose})", ("purpose",))
LINK_USED = EventKind("accounts.link_used", SECURITY, "lien utilisé ({purpose})", ("purpose",))

declare_events(LINK_ISSUED, LINK_USED)
declare_words(
    {
        "ACTIVATION": "activation du compte",
        "RESET": "nouveau mot de passe",
        "EMAIL": "changement d'adresse mail",
    }
)
