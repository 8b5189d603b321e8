"""What the journal keeps of tries that led nowhere.

`identifier` is the HMAC of what was typed: the same one can be followed, nobody can be read.
"""

from portal.journal.kinds import SECURITY, EventKind, declare_events

SIGN_IN_FAILED = EventKind("accounts.sign_in_failed", SECURITY, "échec de connexion", ("identifier",))
SIGN_IN_DELAYED = EventKind(
    "accounts.sign_in_delayed", SECURITY, "essai de connexion trop rapproché, non examiné", ("identifier",)
)
UNLOCKED = EventKind("accounts.unlocked", SECURITY, "a levé le délai de connexion du compte")

declare_events(SIGN_IN_FAILED, SIGN_IN_DELAYED, UNLOCKED)
