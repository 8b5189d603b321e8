"""What the journal keeps of people who answer an invitation, or leave."""

from portal.journal.kinds import BUSINESS, EventKind, declare_events

INVITATION_ACCEPTED = EventKind("habpps.invitation_accepted", BUSINESS, "a accepté l'invitation")
INVITATION_REFUSED = EventKind("habpps.invitation_refused", BUSINESS, "a refusé l'invitation")
USER_LEFT = EventKind("habpps.user_left", BUSINESS, "a quitté la convention, ou la Caf, de son propre chef")

declare_events(INVITATION_ACCEPTED, INVITATION_REFUSED, USER_LEFT)
