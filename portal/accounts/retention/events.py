"""What the journal keeps of accounts that nobody uses."""

from portal.base.delays import WORDS
from portal.journal.kinds import BUSINESS, EventKind, declare_events

DORMANT_NOTICE = EventKind("accounts.dormant_notice", BUSINESS, f"a averti d'une inutilisation de {WORDS.unused}")
ANONYMISED = EventKind("accounts.anonymised", BUSINESS, "a anonymisé le compte")

declare_events(DORMANT_NOTICE, ANONYMISED)
