"""How long a session lives, and where: in the database, so that it ends on the server.

What the rules need stands in the session itself, as ISO instants: when it began, when its owner was last active.
"""

from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from portal.base import clock
from portal.base.ids import new_public_id

STARTED, SEEN, PUBLIC_ID, BROWSER = "started_at", "seen_at", "public_id", "browser"
# Whether the person has a second factor, as of the start of the session or of a change made in it.
HAS_SECOND_FACTOR = "second_factor"
# Noting activity is the one write that a GET may cause: at most once a minute.
NOTED_EVERY = timedelta(minutes=1)
IDLE, TOO_LONG, CLOSED = "idle", "too_long", "closed"


class SessionStore(DatabaseStore):
    """Django's, with the owner's id and the instants beside the data, so that people can see and end their sessions."""

    @classmethod
    def get_model_class(cls):
        return apps.get_model("accounts", "Session")

    def create_model_instance(self, data):
        session = super().create_model_instance(data)
        session.user_id = data.get(SESSION_KEY)
        session.public_id = data.get(PUBLIC_ID, "")
        session.started_at = _instant(data, STARTED)
        session.seen_at = _instant(data, SEEN)
        session.browser = data.get(BROWSER, "")
        return session


def _instant(data, key: str) -> datetime | None:
    return datetime.fromisoformat(data[key]) if key in data else None


def start_session(session: SessionBase, user_agent: str) -> None:
    """At sign-in, or at the first request of a session that the sign-in page did not open (tests)."""
    now = clock.now().isoformat()
    session[STARTED] = now
    session[SEEN] = now
    session[PUBLIC_ID] = new_public_id()
    session[BROWSER] = browser_label(user_agent)


def why_ended(session: SessionBase) -> str | None:
    """`TOO_LONG` or `IDLE` when the session must end now."""
    started, seen = _instant(session, STARTED), _instant(session, SEEN)
    if started is None or seen is None:
        return None
    now = clock.now()
    if now - started >= timedelta(hours=settings.SESSION_ABSOLUTE_HOURS):
        return TOO_LONG
    if now - seen >= timedelta(minutes=settings.SESSION_IDLE_MINUTES):
        return IDLE
    return None


def note_activity(session: SessionBase) -> None:
    """Note that the owner is active, unless that was noted less than a minute ago."""
    seen = _instant(session, SEEN)
    if seen is None or clock.now() - seen >= NOTED_EVERY:
        session[SEEN] = clock.now().isoformat()


BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_label(user_agent: str) -> str:
    """« Firefox sous Windows »: enough for its owner to recognise it, too little to track anybody."""
    browser = next((label for mark, label in BROWSERS if mark in user_agent), "Navigateur")
    system = next((label for mark, label in SYSTEMS if mark in user_agent), "")
    return f"{browser} sous {system}" if system else browser
