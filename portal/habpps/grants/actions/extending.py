"""Rights that were asked for and stand already with other days: made longer, or left as they are."""

from __future__ import annotations

from collections import defaultdict

from portal.accounts.models import User
from portal.habpps.models import Agreement, Grant
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.extending import AlreadyGiven, Longer

from ..mails import RIGHT_GIVEN_MAIL, describe_grant, queue_notice
from .ending import move_dates
from .locking import GrantOutcome


def settle_extensions(
    actor: Actor, agreement: Agreement, outcome: GrantOutcome, *, extend: bool | None, late_reason: str = ""
) -> None:
    """Makes the rights that `outcome` found longer, if `extend`, or leaves them; None: raises AlreadyGiven.

    The caller holds the convention's row and may give these rights.
    """
    if not outcome.extensions or extend is False:
        return
    if extend is None:
        raise AlreadyGiven(Longer(each.note.rstrip("."), each.period.until) for each in outcome.extensions)
    changed: dict[User, list[Grant]] = defaultdict(list)
    for each in outcome.extensions:
        grant = Grant.objects.select_related("user", "parent", "group", "activity", "site").get(pk=each.grant.pk)
        moved = move_dates(actor, agreement, grant, each.period, late_reason=late_reason)
        outcome.notes.remove(each.note)
        outcome.notes += [note for note in moved.notes if note not in outcome.notes]
        if moved.moved:
            outcome.grants.append(grant)
            changed[grant.user].append(grant)
    for user, grants in changed.items():
        lines = [describe_grant(grant) for grant in grants]
        queue_notice(user, agreement, RIGHT_GIVEN_MAIL, actor=actor, lines=lines)
