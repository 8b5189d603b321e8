"""What the journal keeps of tries that led nowhere.

`identifier` is the HMAC of what was typed: the same one can be followed, nobody can be read.
"""

from portal.journal.kinds import SECURITY, EventKind, declare_events

declare_events(
    EventKind("accounts.sign_in_failed", SECURITY, "échec de connexion", ("identifier",)),
    EventKind("accounts.sign_in_delayed", SECURITY, "essai de connexion trop rapproché, non examiné", ("identifier",)),
    EventKind("accounts.unlocked", SECURITY, "a levé le délai de connexion du compte"),
)
