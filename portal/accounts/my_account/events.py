"""What the journal keeps of what people correct or take away of their own account."""

from portal.journal.kinds import BUSINESS, SECURITY, EventKind, declare_events, declare_words

declare_events(
    EventKind("accounts.details_changed", BUSINESS, "a corrigé ses coordonnées ({fields})", ("fields",)),
    EventKind("accounts.data_exported", SECURITY, "a exporté les données de son compte"),
    EventKind("accounts.email_change_requested", SECURITY, "a demandé à changer d'adresse mail"),
    EventKind("accounts.email_changed", SECURITY, "a changé d'adresse mail"),
)
declare_words(
    {
        "phone": "téléphone",
        "mobility": "poste de travail",
    }
)
