"""What the journal keeps of the end of sessions."""

from portal.journal import SECURITY, Kind, declare, declare_words

declare(
    Kind("accounts.signed_out", SECURITY, "s'est déconnecté"),
    Kind("accounts.session_lapsed", SECURITY, "session terminée ({why})", ("why",)),
    Kind("accounts.session_ended", SECURITY, "a fermé une session"),
    Kind("accounts.other_sessions_ended", SECURITY, "a fermé ses autres sessions (nombre : {count})", ("count",)),
    Kind("accounts.sessions_ended", SECURITY, "a fermé toutes les sessions du compte"),
)
declare_words(
    {
        "idle": "restée inactive",
        "too_long": "durée atteinte",
        "closed": "fermée d'ailleurs",
    }
)
