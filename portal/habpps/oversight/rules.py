"""What may be done about a message that did not leave. Pure: values in, values out."""

from __future__ import annotations

from enum import Enum

from portal.accounts.lifecycle.mails import ACTIVATION_ANNOUNCED_MAIL, ACTIVATION_MAIL, PROVISIONAL_PASSWORD_MAIL
from portal.habpps.invitations.mails import ACCESS_GIVEN_MAIL
from portal.habpps.officials.mails import OFFICIAL_NAMED_MAIL

# One and the same for the Caf: whether an account existed before the invitation is nobody's business.
INVITATIONS = frozenset(
    {
        ACTIVATION_MAIL.name,
        ACTIVATION_ANNOUNCED_MAIL.name,
        PROVISIONAL_PASSWORD_MAIL.name,
        ACCESS_GIVEN_MAIL.name,
        OFFICIAL_NAMED_MAIL.name,
    }
)


class Way(Enum):
    """AGAIN: the same text leaves once more. INVITATION, RESET: a new link does, the old one being of no use."""

    AGAIN = "AGAIN"
    INVITATION = "INVITATION"
    RESET = "RESET"
    NONE = "NONE"


def way_again(*, kind: str, secret: bool, failed: bool, waits: bool, has_access: bool, has_text: bool) -> Way:
    """How a failed message reaches its person after all.

    `secret`: its text holds a link or a password. `waits`: the person has not answered the convention's invitation;
    `has_access`: they still have the access that it is about.
    """
    if not failed:
        return Way.NONE
    if kind in INVITATIONS:
        return Way.INVITATION if waits and has_access else Way.NONE
    if secret:
        return Way.RESET if has_access and not waits else Way.NONE
    return Way.AGAIN if has_text else Way.NONE
