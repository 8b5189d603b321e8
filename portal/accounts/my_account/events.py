"""What the journal keeps of what people correct or take away of their own account."""

from portal.journal.kinds import BUSINESS, SECURITY, EventKind, declare_events, declare_words

DETAILS_CHANGED = EventKind("accounts.details_changed", BUSINESS, "a corrigé ses coordonnées ({fields})", ("fields",))
# `formerly`: the row of the past name, for the journal itself holds no name.
NAME_CHANGED = EventKind("accounts.name_changed", BUSINESS, "a changé de nom (auparavant {formerly})", ("formerly",))
DATA_EXPORTED = EventKind("accounts.data_exported", SECURITY, "a exporté les données de son compte")
EMAIL_CHANGE_REQUESTED = EventKind("accounts.email_change_requested", SECURITY, "a demandé à changer d'adresse mail")
EMAIL_CHANGED = EventKind("accounts.email_changed", SECURITY, "a changé d'adresse mail")

declare_events(DETAILS_CHANGED, NAME_CHANGED, DATA_EXPORTED, EMAIL_CHANGE_REQUESTED, EMAIL_CHANGED)
declare_words(
    {
        "phone": "téléphone",
        "mobility": "poste de travail",
    }
)
