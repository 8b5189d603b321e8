"""Single-use links: issued, revoked, used. Callers hold the person's row locked."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from portal.accounts.models import AccessLink, User
from portal.base import clock
from portal.base.batches import write_row
from portal.journal.writer import log_event

from .events import LINK_ISSUED, LINK_USED
from .rules import why_link_refused

Purpose = AccessLink.Purpose
PAGES = {
    Purpose.ACTIVATION: "account_activate",
    Purpose.RESET: "account_reset_password_from_key",
    Purpose.EMAIL: "account_email_confirm",
}


class LinkError(Exception):
    """The link may not be used. `reason`: « unknown », « used », « revoked » or « expired »."""

    def __init__(self, reason: str):
        self.reason = reason
        super().__init__(reason)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def issue_link(user: User, purpose: str, *, actor_id: int | None, new_email: str = "", is_new: bool = False) -> str:
    """The address of a new link; the previous ones of the same purpose stop working.

    `is_new`: the account was made in this transaction, and has no link yet.
    """
    now = clock.now()
    if not is_new:
        revoke_links(user, purpose)
    token = secrets.token_urlsafe(32)
    link = AccessLink(
        user=user,
        purpose=purpose,
        new_email=new_email,
        token_digest=_digest(token),
        created_at=now,
        expires_at=now + timedelta(hours=settings.ACTIVATION_HOURS),
    )
    if is_new:
        write_row(link)
    else:
        link.save()  # now: a second link of the person revokes it
    log_event(LINK_ISSUED, actor_id=actor_id, about=("accounts.user", user.pk), purpose=str(purpose))
    return settings.PORTAL_ORIGIN + reverse(PAGES[Purpose(purpose)], args=[token])


def revoke_links(user: User, *purposes: str) -> None:
    """Every open link of these purposes stops working; of all purposes when none is named."""
    links = AccessLink.objects.filter(user=user, used_at=None, revoked_at=None)
    if purposes:
        links = links.filter(purpose__in=purposes)
    links.update(revoked_at=clock.now())


def find_link(token: str, purpose: str) -> AccessLink:
    """The link, if it may be used now; reads only. Raises `LinkError`."""
    links = AccessLink.objects.select_related("user")
    link = links.filter(purpose=purpose, token_digest=_digest(token)).first()
    reason = why_link_refused(link, clock.now())
    if reason is None and link is not None and link.user.state in (User.State.SUSPENDED, User.State.CLOSED):
        reason = "revoked"
    if reason is not None or link is None:
        raise LinkError(reason or "unknown")
    return link


def use_link(token: str, purpose: str) -> tuple[User, AccessLink]:
    """Mark the link used, under the lock of its person. Raises `LinkError`."""
    user = User.objects.lock(find_link(token, purpose).user)
    link = find_link(token, purpose)  # again, now that the row is locked
    link.used_at = clock.now()
    link.save(update_fields=["used_at"])
    log_event(LINK_USED, actor_id=user.pk, about=("accounts.user", user.pk), purpose=str(purpose))
    return user, link
