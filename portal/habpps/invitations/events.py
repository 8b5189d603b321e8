"""What the journal keeps of invitations.

A fact that is an id or a code is read as a name or a label by `oversight.queries.journal`.
"""

from portal.journal.kinds import BUSINESS, EventKind, declare_events

USER_CREATED = EventKind("habpps.user_created", BUSINESS, "a donné accès à la convention à {user}", ("user",))
INVITATION_SENT_AGAIN = EventKind(
    "habpps.invitation_sent_again", BUSINESS, "a renvoyé son invitation à {user}", ("user",)
)

# `was`: the account that the wrong address had led to; nobody is named by it.
INVITATION_CORRECTED = EventKind(
    "habpps.invitation_corrected", BUSINESS, "a corrigé l'adresse de l'invitation de {user}", ("user", "was")
)

declare_events(USER_CREATED, INVITATION_SENT_AGAIN, INVITATION_CORRECTED)
