"""The only code that changes the name of an account that exists: the former one is kept with its last instant."""

from portal.accounts.models import PastName, User
from portal.base import clock


def write_name(user: User, first_name: str, last_name: str) -> PastName:
    """The account bears these names from now on; returns the former ones.

    Callers have cleaned them, hold the person's row locked, and write the event.
    """
    now = clock.now()
    past = PastName.objects.create(user=user, first_name=user.first_name, last_name=user.last_name, until=now)
    user.first_name, user.last_name, user.named_since = first_name, last_name, now
    user.save(update_fields=["first_name", "last_name", "named_since"])
    return past


def forget_past_names(user: User) -> None:
    """For an account that is anonymised; callers save it."""
    PastName.objects.filter(user=user).delete()
    user.named_since = None
