"""What the journal keeps of the end of sessions."""

from portal.journal.kinds import SECURITY, EventKind, declare_events, declare_words

SIGNED_OUT = EventKind("accounts.signed_out", SECURITY, "s'est déconnecté")
SESSION_LAPSED = EventKind("accounts.session_lapsed", SECURITY, "session terminée ({why})", ("why",))
SESSION_ENDED = EventKind("accounts.session_ended", SECURITY, "a fermé une session")
OTHER_SESSIONS_ENDED = EventKind(
    "accounts.other_sessions_ended", SECURITY, "a fermé ses autres sessions (nombre : {count})", ("count",)
)
SESSIONS_ENDED = EventKind("accounts.sessions_ended", SECURITY, "a fermé toutes les sessions du compte")

declare_events(SIGNED_OUT, SESSION_LAPSED, SESSION_ENDED, OTHER_SESSIONS_ENDED, SESSIONS_ENDED)
declare_words(
    {
        "idle": "restée inactive",
        "too_long": "durée atteinte",
        "closed": "fermée d'ailleurs",
    }
)
