"""What the journal keeps of links sent by mail."""

from portal.journal import SECURITY, Kind, declare, declare_words

declare(
    Kind("accounts.link_issued", SECURITY, "lien envoyé ({purpose})", ("purpose",)),
    Kind("accounts.link_used", SECURITY, "lien utilisé ({purpose})", ("purpose",)),
)
declare_words(
    {
        "ACTIVATION": "activation du compte",
        "RESET": "nouveau mot de passe",
        "EMAIL": "changement d'adresse mail",
    }
)
