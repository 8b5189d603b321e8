"""What the journal keeps of the end of sessions."""

from portal.journal.kinds import SECURITY, EventKind, declare_events, declare_words

declare_events(
    EventKind("accounts.signed_out", SECURITY, "s'est déconnecté"),
    EventKind("accounts.session_lapsed", SECURITY, "session terminée ({why})", ("why",)),
    EventKind("accounts.session_ended", SECURITY, "a fermé une session"),
    EventKind("accounts.other_sessions_ended", SECURITY, "a fermé ses autres sessions (nombre : {count})", ("count",)),
    EventKind("accounts.sessions_ended", SECURITY, "a fermé toutes les sessions du compte"),
)
declare_words(
    {
        "idle": "restée inactive",
        "too_long": "durée atteinte",
        "closed": "fermée d'ailleurs",
    }
)
