"""Suspended, reopened, closed: whoever may say so is for the room of rights to decide."""

from django.db import transaction

from portal import journal
from portal.accounts.models import User
from portal.base.errors import ActionError

from .links import lock, revoke_links
from .signing import delete_sessions

State = User.State


def _move(actor: User | None, user: User, allowed: tuple[str, ...], target: str, kind: str) -> User:
    user = lock(user)
    if user.state not in allowed:
        raise ActionError(f"Ce compte est dans l'état « {user.get_state_display()} » : ce n'est pas possible.")
    user.state = target
    user.session_epoch += 1
    user.save(update_fields=["state", "session_epoch"])
    delete_sessions(user)
    if target != State.ACTIVE:
        revoke_links(user)
    journal.record(kind, actor_id=actor.pk if actor else None, about=("accounts.user", user.pk))
    return user


@transaction.atomic
def suspend(*, actor: User, user: User) -> User:
    """Nobody gets in with the account until it is reopened; its sessions end."""
    return _move(actor, user, (State.ACTIVE,), State.SUSPENDED, "accounts.suspended")


@transaction.atomic
def reopen(*, actor: User, user: User) -> User:
    return _move(actor, user, (State.SUSPENDED,), State.ACTIVE, "accounts.reopened")


@transaction.atomic
def close(*, actor: User | None, user: User) -> User:
    """For good; `actor` is None when a retention job does it."""
    return _move(actor, user, (State.PENDING, State.ACTIVE, State.SUSPENDED), State.CLOSED, "accounts.closed")
