"""What the journal keeps of what people correct or take away of their own account."""

from portal.journal import BUSINESS, SECURITY, Kind, declare, declare_words

declare(
    Kind("accounts.details_changed", BUSINESS, "a corrigé ses coordonnées ({fields})", ("fields",)),
    Kind("accounts.data_exported", SECURITY, "a exporté les données de son compte"),
    Kind("accounts.email_change_requested", SECURITY, "a demandé à changer d'adresse mail"),
    Kind("accounts.email_changed", SECURITY, "a changé d'adresse mail"),
)
declare_words(
    {
        "phone": "téléphone",
        "mobility": "poste de travail",
    }
)
