"""What the journal keeps of accounts that nobody uses."""

from portal.base.delays import WORDS
from portal.journal.kinds import BUSINESS, EventKind, declare_events

declare_events(
    EventKind("accounts.dormant_notice", BUSINESS, f"a averti d'une inutilisation de {WORDS.unused}"),
    EventKind("accounts.anonymised", BUSINESS, "a anonymisé le compte"),
)
