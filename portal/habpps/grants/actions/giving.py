"""Grants are written here, with their events; the caller has decided."""

from __future__ import annotations

from collections.abc import Sequence

from portal.accounts.models import User
from portal.base import clock
from portal.base.batches import batch_rows
from portal.base.errors import ActionError
from portal.habpps.grants.events import RIGHT_GIVEN
from portal.habpps.models import AccessGroup, Agreement, Grant, Invitation
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.periods import Fitted, Period, fit_inside, iso, period_of
from portal.habpps.rights.roles import Role
from portal.journal.writer import log_event

from .locking import GrantOutcome, RightToGive, find_overlapping_grant, place_fact


def write_grant(
    actor: Actor,
    user: User,
    role: Role,
    agreement: Agreement,
    period: Period,
    *,
    parent: Grant | None = None,
    invitation: Invitation | None = None,
    **place: int | None,
) -> Grant:
    """One row and its event; the caller has decided."""
    rights = [RightToGive(role, period, **place)]
    return write_grants(actor, user, agreement, rights, parent=parent, invitation=invitation)[0]


def write_grants(
    actor: Actor,
    user: User,
    agreement: Agreement,
    rights: Sequence[RightToGive],
    *,
    parent: Grant | None = None,
    invitation: Invitation | None = None,
) -> list[Grant]:
    """The rows and their events, in one query each whatever their number; the caller has decided. `invitation`: of
    somebody who was invited in this transaction, and their row locked."""
    now = clock.now()
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
            invitation=invitation if right.role == Role.PARTNER_USER else None,
            **right.place,
        )
        for right in rights
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
            )
    return grants


def fit_to_above(
    agreement: Agreement, asked: Period, *, under: Grant | None = None, group: AccessGroup | None = None
) -> Fitted:
    """The part of `asked` during which what the right hangs under stands."""
    above = [("la convention", Period(agreement.opens_on, agreement.closes_on))]
    if under is not None:
        above.append((f"«\u00a0{Role(under.role).label}\u00a0»", period_of(under)))
    if group is not None:
        above.append((f"le groupe «\u00a0{group.get_kind_display()}\u00a0»", Period(group.opens_on, group.closes_on)))
    return fit_inside(asked, *above)


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
    is_new: bool = False,
    invitation: Invitation | None = None,
) -> GrantOutcome:
    """Writes the right for the part of `asked` that what it hangs under allows; a right already held is kept.

    `is_new`: the person was made in this transaction, and holds nothing of the kind; `invitation`: see `write_grants`. ActionError
    "valid_from" when nothing of it is left.
    """
    fitted = fit_to_above(agreement, asked, under=under, group=group)
    place = {"group_id": group.pk if group else None, "activity_id": activity_id, "site_id": site_id}
    if fitted.period is None:
        raise ActionError({"valid_from": fitted.notes})
    held = (
        None if is_new else find_overlapping_grant(user, role, {"agreement_id": agreement.pk, **place}, fitted.period)
    )
    if held is not None:
        return GrantOutcome(notes=[f"{role.label} : déjà attribué {period_of(held).french()}."])
    given = write_grant(actor, user, role, agreement, fitted.period, parent=under, invitation=invitation, **place)
    return GrantOutcome([given], fitted.notes)
