"""A sign-in between its two steps: the password was right, the second factor is still to come.

Kept in the anonymous session of the browser; the account's `session_epoch` tells whether it changed in between.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

from portal.accounts.models import User
from portal.base import clock

KEY = "pending_sign_in"
GOOD_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class PendingSignIn:
    """`after`: the path that the person asked for."""

    user: User
    after: str


def keep(session: SessionBase, user: User, after: str) -> None:
    """Also gives the session a new id."""
    session.cycle_key()
    now = clock.now().isoformat()
    session[KEY] = {"user_id": user.pk, "session_epoch": user.session_epoch, "after": after, "at": now}


def find(session: SessionBase) -> PendingSignIn | None:
    """None after 15 minutes, or when the account has changed since the password was given: suspended, closed, its
    sessions ended, its password changed or its second factor removed.
    """
    kept = session.get(KEY)
    if kept is None or clock.now() - datetime.fromisoformat(kept["at"]) > GOOD_FOR:
        return None
    user = User.objects.filter(pk=kept["user_id"], session_epoch=kept["session_epoch"]).first()
    return PendingSignIn(user, kept["after"]) if user is not None and user.is_active else None


def forget(session: SessionBase) -> None:
    session.pop(KEY, None)
