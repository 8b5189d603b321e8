"""Sessions ended: by their owner, by an administrator, by a rule."""

from django.db import transaction

from portal.accounts.models import Session, User
from portal.journal.writer import log_event

from .events import OTHER_SESSIONS_ENDED, SESSION_ENDED, SESSION_LAPSED, SESSIONS_ENDED, SIGNED_OUT


@transaction.atomic
def record_sign_out(*, user_id: int, why: str = "") -> None:
    """`why`: the rule that ended the session; empty when the person did."""
    about = ("accounts.user", user_id)
    if why:
        log_event(SESSION_LAPSED, actor_id=user_id, about=about, why=why)
    else:
        log_event(SIGNED_OUT, actor_id=user_id, about=about)


def delete_sessions(user: User, *, keep: str = "") -> None:
    Session.objects.filter(user_id=user.pk).exclude(session_key=keep).delete()


@transaction.atomic
def end_session(*, user: User, public_id: str) -> bool:
    """A person ends one of their own sessions; False when there is none of this id."""
    ended, _ = Session.objects.filter(user_id=user.pk, public_id=public_id).delete()
    if ended:
        log_event(SESSION_ENDED, actor_id=user.pk, about=("accounts.user", user.pk))
    return bool(ended)


@transaction.atomic
def end_other_sessions(*, user: User, session_key: str) -> int:
    """A person ends all their sessions but the present one, `session_key`; how many ended."""
    ended, _ = Session.objects.filter(user_id=user.pk).exclude(session_key=session_key).delete()
    if ended:
        log_event(OTHER_SESSIONS_ENDED, actor_id=user.pk, about=("accounts.user", user.pk), count=ended)
    return ended


@transaction.atomic
def end_all_sessions(*, actor: User, user: User) -> None:
    """An administrator ends every session of an account."""
    user = User.objects.lock(user)
    user.session_epoch += 1
    user.save(update_fields=["session_epoch"])
    delete_sessions(user)
    log_event(SESSIONS_ENDED, actor_id=actor.pk, about=("accounts.user", user.pk))
