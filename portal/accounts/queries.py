"""What people read of their own account."""

from django.db.models import QuerySet

from portal.base import clock

from .models import Session, User

MOST_SESSIONS = 50


def open_sessions(user: User) -> QuerySet[Session]:
    """The person's sessions that have not ended, the most recent first; 50 at most."""
    sessions = Session.objects.filter(user_id=user.pk, expire_date__gt=clock.now()).exclude(public_id="")
    return sessions.defer("session_data").order_by("-seen_at", "-started_at")[:MOST_SESSIONS]
