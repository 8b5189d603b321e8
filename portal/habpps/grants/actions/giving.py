"""Grants are written here, with their events; the caller has decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.accounts.models import User
from portal.base import clock
from portal.base.batches import batch_rows
from portal.base.errors import ActionError
from portal.habpps.grants.events import RIGHT_GIVEN
from portal.habpps.models import AccessGroup, Agreement, Grant, Invitation
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.periods import Fitted, Period, check_late_start, fit_inside, iso, period_of
from portal.habpps.rights.roles import Role
from portal.journal.writer import log_event

from .locking import Extension, GrantOutcome, RightToGive, find_overlapping_grant, place_fact


def write_grant(
    actor: Actor,
    user: User,
    role: Role,
    agreement: Agreement,
    period: Period,
    *,
    parent: Grant | None = None,
    invitation: Invitation | None = None,
    late_reason: str = "",
    **place: int | None,
) -> Grant:
    """One row and its event; the caller has decided."""
    right = RightToGive(role, period, **place)
    more: dict[str, Any] = {"parent": parent, "invitation": invitation, "late_reason": late_reason}
    return write_grants(actor, user, agreement, [right], **more)[0]


def write_grants(
    actor: Actor,
    user: User,
    agreement: Agreement,
    rights: Sequence[RightToGive],
    *,
    parent: Grant | None = None,
    invitation: Invitation | None = None,
    late_reason: str = "",
) -> list[Grant]:
    """The rows and their events, in one query each whatever their number; the caller has decided.

    `invitation`: of somebody who was invited in this transaction, its row locked. `late_reason`: why rights begin before
    today. Raises ActionError: "late_reason", "valid_until" (a right that would never count).
    """
    now = clock.now()
    if any(right.period.until is not None and right.period.until < actor.today for right in rights):
        raise ActionError({"valid_until": ["Cette date est passée : ce droit ne vaudrait jamais."]})
    why_late = {right: check_late_start(right.period.start, actor.today, late_reason) for right in rights}
    if invitation is None and any(right.role == Role.PARTNER_USER for right in rights):
        # What somebody has not accepted waits for their answer; the row is locked, for they may be answering now.
        invitation = Invitation.objects.select_for_update().filter(user=user, agreement=agreement).first()
    grants = Grant.objects.bulk_create(
        Grant(
            user=user,
            role=right.role,
            agreement=agreement,
            parent=parent,
            valid_from=right.period.start,
            valid_until=right.period.until,
            given_by=actor.user,
            given_at=now,
            late_reason=why,
            late_by=actor.user if why else None,
            late_at=now if why else None,
            invitation=invitation if right.role == Role.PARTNER_USER else None,
            **right.place,
        )
        for right, why in why_late.items()
    )
    with batch_rows():
        for grant in grants:
            log_event(
                RIGHT_GIVEN,
                actor_id=actor.id,
                caf_id=agreement.caf_id,
                agreement_id=agreement.pk,
                about=("habpps.grant", grant.pk),
                user=user.pk,
                role=Role(grant.role).value,
                place=place_fact(grant),
                valid_from=grant.valid_from.isoformat(),
                valid_until=iso(grant.valid_until),
                late_reason=grant.late_reason,
            )
    return grants


def fit_to_above(
    actor: Actor, agreement: Agreement, asked: Period, *, under: Grant | None = None, group: AccessGroup | None = None
) -> Fitted:
    """The part of `asked` during which what the right hangs under stands."""
    above = [("la convention", Period(agreement.opens_on, agreement.closes_on))]
    if under is not None:
        above.append((f"«\u00a0{Role(under.role).label}\u00a0»", period_of(under)))
    if group is not None:
        above.append((f"le groupe «\u00a0{group.get_kind_display()}\u00a0»", Period(group.opens_on, group.closes_on)))
    return fit_inside(asked, *above, today=actor.today)


def give_right(
    actor: Actor,
    user: User,
    role: Role,
    agreement: Agreement,
    asked: Period,
    *,
    under: Grant | None = None,
    group: AccessGroup | None = None,
    activity_id: int | None = None,
    site_id: int | None = None,
    late_reason: str = "",
    is_new: bool = False,
    invitation: Invitation | None = None,
) -> GrantOutcome:
    """Writes the right for the part of `asked` that what it hangs under allows; a right already held is kept.

    `is_new`: the person was made in this transaction, and holds nothing of the kind; `invitation`: see `write_grants`.
    Raises ActionError: "valid_from" when nothing of it is left, "late_reason".
    """
    fitted = fit_to_above(actor, agreement, asked, under=under, group=group)
    place = {"group_id": group.pk if group else None, "activity_id": activity_id, "site_id": site_id}
    if fitted.period is None:
        raise ActionError({"valid_from": fitted.notes})
    held = (
        None if is_new else find_overlapping_grant(user, role, {"agreement_id": agreement.pk, **place}, fitted.period)
    )
    if held is not None:
        outcome = GrantOutcome()
        note_held(outcome, held, fitted.period, role.label)
        return outcome
    more: dict[str, Any] = {"parent": under, "invitation": invitation, "late_reason": late_reason, **place}
    given = write_grant(actor, user, role, agreement, fitted.period, **more)
    return GrantOutcome([given], fitted.notes)


def note_held(outcome: GrantOutcome, held: Grant, asked: Period, label: str) -> None:
    """Says that a right stands already, and, if it has not all the days asked for, that it could."""
    note = f"{label} : déjà attribué {period_of(held).french()}."
    outcome.notes.append(note)
    whole = period_of(held).join(asked)
    if whole != period_of(held):
        outcome.extensions.append(Extension(held, whole, note))
