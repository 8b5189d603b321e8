"""Rights end or change their dates: an access to the convention, an administrator, a group, a role."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.db.models import Q

from portal.accounts.models import User
from portal.accounts.sessions.actions import end_all_sessions
from portal.base import clock
from portal.base.batches import batch_rows
from portal.base.errors import ActionError, Refused
from portal.base.formats import long_date
from portal.base.seen import check_unchanged
from portal.habpps.grants.events import RIGHT_CHANGED, RIGHT_REMOVED
from portal.habpps.grants.mails import RIGHT_GIVEN_MAIL, RIGHT_REMOVED_MAIL
from portal.habpps.models import Agreement, Grant
from portal.habpps.permissions import ASSIGN_ROLES, MANAGE_USERS, NAME_ADMINISTRATORS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, grantable_roles, require
from portal.habpps.rights.effective import effective_on
from portal.habpps.rights.holders import administrators, days_of_giving, days_of_office, is_administrator
from portal.habpps.rights.periods import (
    A_DAY,
    Period,
    asked_period,
    check_late_start,
    first_day_alone,
    iso,
    period_of,
)
from portal.habpps.rights.permissions import Permission
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.habpps.rights.rules import LostByEnding, ends_by_amendment, may_end_grant
from portal.journal.writer import log_event

from .. import facts
from ..mails import describe_end, describe_grant, queue_notice
from .giving import fit_to_above
from .locking import (
    PLACE_COLUMNS,
    GrantOutcome,
    agreement_of,
    check_not_suspended,
    check_open,
    find_overlapping_grant,
    lock_agreement,
    place_fact,
)

PAST_END = "Cette date est passée : pour mettre fin à ce droit dès maintenant, choisissez «\u00a0Supprimer\u00a0»."


def revoke_grant(actor: Actor, grant: Grant, reason: str) -> None:
    """Ends a grant at once. What hangs under it stops counting by itself."""
    grant.revoked_at, grant.revoked_by = clock.now(), actor.user
    grant.save(update_fields=["revoked_at", "revoked_by"])
    agreement = agreement_of(grant)
    log_event(
        RIGHT_REMOVED,
        actor_id=actor.id,
        caf_id=agreement.caf_id,
        agreement_id=agreement.pk,
        about=("habpps.grant", grant.pk),
        user=grant.user_id,
        role=grant.role,
        place=place_fact(grant),
        reason=reason,
    )


def check_last_day(actor: Actor, last_day: date | None, grant: Grant | None = None) -> None:
    """Raises ActionError: the day has passed, or `grant` ends by then anyway."""
    if last_day is not None and last_day < actor.today:
        raise ActionError({"last_day": ["Choisissez aujourd'hui, ou un jour à venir."]})
    until = grant.valid_until if grant else None
    if last_day is not None and until is not None and last_day >= until:
        raise ActionError({"last_day": [f"Ce droit prend déjà fin le {long_date(until)} : choisissez un jour avant."]})


def sign_out_without_rights(actor: Actor, user: User) -> None:
    """Signs somebody out everywhere when nothing that they hold counts today."""
    if not Grant.objects.filter(effective_on(actor.today), user=user).exists():
        end_all_sessions(actor=actor.user, user=user)


def stop_grant(actor: Actor, grant: Grant, *, last_day: date | None, reason: str) -> list[Grant]:
    """Ends a grant and all that hangs under it: at once, or with `last_day` (included). Returns those that it changed.

    What hangs under would stop counting anyway; its own dates say so too, so that the same right can be given again.
    """
    under = Q(pk=grant.pk) | Q(parent=grant.pk) | Q(parent__parent=grant.pk)
    standing = Grant.objects.filter(under).standing(actor.today)
    stopped = []
    with batch_rows():
        for each in standing.select_related("agreement").order_by("id"):
            if last_day is None or each.valid_from > last_day:
                revoke_grant(actor, each, reason)
            elif each.valid_until is None or each.valid_until > last_day:
                write_period(actor, each, Period(each.valid_from, last_day), reason=reason)
            else:
                continue
            stopped.append(each)
    return stopped


def write_period(actor: Actor, grant: Grant, period: Period, *, late_reason: str = "", reason: str = "") -> None:
    """New dates, who set them, and their event; the caller has decided.

    `late_reason`: why another first day has passed already. Raises ActionError "late_reason".
    """
    agreement, was, now = agreement_of(grant), period_of(grant), clock.now()
    why_late = ""
    if period.start != was.start:
        why_late = check_late_start(period.start, actor.today, late_reason)
        grant.late_reason = why_late
        grant.late_by, grant.late_at = (actor.user, now) if why_late else (None, None)
    if period.until != was.until:
        grant.end_set_by, grant.end_set_at = actor.user, now
    grant.valid_from, grant.valid_until = period.start, period.until
    grant.save(
        update_fields=[
            "valid_from",
            "valid_until",
            "late_reason",
            "late_by",
            "late_at",
            "end_set_by",
            "end_set_at",
        ]
    )
    log_event(
        RIGHT_CHANGED,
        actor_id=actor.id,
        caf_id=agreement.caf_id,
        agreement_id=agreement.pk,
        about=("habpps.grant", grant.pk),
        user=grant.user_id,
        role=grant.role,
        place=place_fact(grant),
        valid_from=iso(grant.valid_from),
        valid_until=iso(grant.valid_until),
        was_from=iso(was.start),
        was_until=iso(was.until),
        late_reason=why_late,
        reason=reason,
    )


def permission_over(role: str) -> Permission:
    """The permission that reaches the grants of a role."""
    if role == Role.PARTNER_ADMIN:
        return NAME_ADMINISTRATORS
    if role == Role.AFAS_MANAGER or role in AFAS_ROLES:
        return ASSIGN_ROLES
    return MANAGE_USERS


def decide_grant_end(
    actor: Actor, agreement: Agreement, grant: Grant, *, kept: Period | None = None, dated: bool = False
) -> Decision:
    """May the actor end this grant at once, or, with `kept`, leave it these days only? Reads who administers then.

    `dated`: the right gets other dates, and is not removed: the Caf does so without an avenant.
    """
    grantable = grantable_roles(actor, caf_id=agreement.caf_id, agreement_id=agreement.pk)
    lost = LostByEnding()
    if not _keeps_every_day(grant, kept, actor.today):
        lost = _lost_by_ending(actor, agreement, grant, kept)
        named_by_actor = Role.PARTNER_ADMIN in grantable
        by_amendment = ends_by_amendment(agreement.state, named_by_actor=named_by_actor)
        lost = replace(lost, by_amendment=by_amendment and not (dated and named_by_actor))
    return may_end_grant(
        actor_id=actor.id,
        user_id=grant.user_id,
        role=Role(grant.role),
        grantable=grantable,
        by_administrator=is_administrator(actor, agreement),
        lost=lost,
    )


def _lost_by_ending(actor: Actor, agreement: Agreement, grant: Grant, kept: Period | None) -> LostByEnding:
    """Without the access to the convention, what hangs under it stops: administration and groups too."""
    if grant.role in AFAS_ROLES:
        return LostByEnding()
    today, last_day = actor.today, kept.until if kept else None
    held = Grant.objects.filter(agreement=agreement, user=grant.user_id).of_role(Role.PARTNER_ADMIN, Role.AFAS_MANAGER)
    roles = set(held.standing(today).order_by().values_list("role", flat=True))
    if not roles:
        return LostByEnding()
    administers = Role.PARTNER_ADMIN in roles and grant.user_id in administrators(agreement, today)
    ends_administration = administers and grant.role in (Role.PARTNER_ADMIN, Role.PARTNER_USER)
    ends_giving = Role.AFAS_MANAGER in roles and grant.role in (Role.AFAS_MANAGER, Role.PARTNER_USER)
    return LostByEnding(
        administration=ends_administration,
        membership=administers and grant.role != Role.PARTNER_ADMIN,
        others=_other_administrators(agreement, grant, last_day, today) if ends_administration else 0,
        alone=_first_day_lost(days_of_office, agreement, grant, kept, today) if ends_administration else None,
        nobody_gives=_first_day_lost(days_of_giving, agreement, grant, kept, today) if ends_giving else None,
    )


def _other_administrators(agreement: Agreement, grant: Grant, last_day: date | None, today: date) -> int:
    """How many others the convention will still name."""
    left = administrators(agreement, max(today, last_day + A_DAY) if last_day else today, suspended=False)
    return len(left - {grant.user_id})


def _keeps_every_day(grant: Grant, kept: Period | None, today: date) -> bool:
    """Do the new days hold all that are left of the right?"""
    return kept is not None and kept.contains(Period(max(grant.valid_from, today), grant.valid_until))


def _first_day_lost(
    list_days: Callable[[Agreement, date], list[tuple[Grant, Period]]],
    agreement: Agreement,
    grant: Grant,
    kept: Period | None,
    today: date,
) -> date | None:
    """The first day on which nobody could do any more what `list_days` is about, with only `kept` left of this
    grant."""
    held = list_days(agreement, today)
    after = [days for each, days in held if grant.pk not in (each.pk, each.parent_id)]
    own = [days for each, days in held if grant.pk in (each.pk, each.parent_id)]
    after += [left for days in own if kept and (left := days.meet(kept))]
    return first_day_alone([days for _, days in held], after, today, agreement.closes_on)


@transaction.atomic
def end_grant(*, actor: Actor, grant: Grant, last_day: date | None = None, reason: str = "") -> Grant:
    """Ends a right of a convention after `last_day`, or at once without, and all that hangs under it; on one already
    ended, nothing.

    Raises ActionError "last_day" (past, or not before the end that is set). Refused: a role that the actor may not give,
    one's own right, the last administrator.
    """
    name = permission_over(grant.role)
    require(actor, name, grant.agreement)
    actor, agreement = lock_agreement(actor, agreement_of(grant), name)
    grant = Grant.objects.select_related("user", "activity", "site", "agreement").get(pk=grant.pk)
    if grant.is_over(actor.today):
        return grant
    check_last_day(actor, last_day, grant)
    decision = decide_grant_end(actor, agreement, grant, kept=kept_until(grant, last_day))
    if not decision:
        raise Refused(Decision(False, decision.reason, permission=name))
    line = describe_grant(grant)
    stop_grant(actor, grant, last_day=last_day, reason=" ".join(reason.split()))
    grant.refresh_from_db(fields=["revoked_at", "revoked_by", "valid_until"])
    when = describe_end(None if grant.revoked_at else last_day)
    queue_notice(grant.user, agreement, RIGHT_REMOVED_MAIL, actor=actor, lines=[line], when=when)
    return grant


def kept_until(grant: Grant, last_day: date | None) -> Period | None:
    """The days that a right keeps when it ends after `last_day`; None when it keeps none."""
    return Period(grant.valid_from, last_day) if last_day is not None and last_day >= grant.valid_from else None


@transaction.atomic
def change_dates(
    *,
    actor: Actor,
    grant: Grant,
    valid_from: date,
    valid_until: date | None,
    late_reason: str = "",
    seen: Mapping[str, str] | None = None,
) -> GrantOutcome:
    """New dates for a right, inside what it hangs under. The same dates: nothing is written.

    Raises ActionError: "valid_until", "valid_from", "late_reason"; Refused as `end_grant`; Stale when they are no longer
    as `seen`.
    """
    name = permission_over(grant.role)
    require(actor, name, grant.agreement)
    actor, agreement = lock_agreement(actor, agreement_of(grant), name)
    check_open(agreement, name)
    grant = Grant.objects.select_related("user", "parent", "group", "activity", "site").get(pk=grant.pk)
    asked = asked_period(valid_from, valid_until)
    decision = decide_grant_end(actor, agreement, grant, kept=asked, dated=True)
    if grant.revoked_at is not None:
        decision = Decision(False, "Cette habilitation a été supprimée entre-temps.")
    if not decision:
        raise Refused(Decision(False, decision.reason, permission=name))
    if grant.role == Role.PARTNER_USER and grant.suspended_at is None:
        # Another access, that had ended, must not replace the one that the Caf has suspended.
        check_not_suspended(agreement, grant.user_id)
    check_unchanged(facts.of_grant(grant), seen)
    fitted = move_dates(actor, agreement, grant, asked, late_reason=late_reason)
    if fitted.moved:
        queue_notice(grant.user, agreement, RIGHT_GIVEN_MAIL, actor=actor, lines=[describe_grant(grant)])
    return GrantOutcome([grant], fitted.notes)


@dataclass(frozen=True)
class Moved:
    """`moved`: the dates differ from those that the right had."""

    moved: bool
    notes: list[str]


def move_dates(actor: Actor, agreement: Agreement, grant: Grant, asked: Period, *, late_reason: str) -> Moved:
    """What `change_dates` does once it has decided, the mail aside; the caller holds the convention's row."""
    was = period_of(grant)
    if asked == was:
        return Moved(moved=False, notes=[])
    past_end = asked.until is not None and asked.until < actor.today and asked.until != was.until
    # Days that the right has had stay, though what it hangs under begins later by now.
    begun = asked.start == was.start and asked.start < actor.today
    if begun and past_end:
        raise ActionError({"valid_until": [PAST_END]})
    ahead = Period(actor.today, asked.until) if begun else asked
    fitted = fit_to_above(actor, agreement, ahead, under=grant.parent, group=grant.group)
    if fitted.period is None:
        raise ActionError({"valid_until" if begun else "valid_from": fitted.notes})
    if past_end:
        raise ActionError({"valid_until": [PAST_END]})
    period = Period(asked.start, fitted.period.until) if begun else fitted.period
    if period == was:
        return Moved(moved=False, notes=fitted.notes)
    if not was.contains(period):
        _check_place(grant, max(period.start, actor.today))
    place = {column: getattr(grant, column) for column in PLACE_COLUMNS}
    if other := find_overlapping_grant(grant.user, Role(grant.role), place, period, other_than=grant.pk):
        message = f"Cette personne tient déjà ce rôle {period_of(other).french()}."
        raise ActionError({"valid_from": [message]})
    write_period(actor, grant, period, late_reason=late_reason)
    if period.until is not None:
        stop_grant(actor, grant, last_day=period.until, reason="")
    return Moved(moved=True, notes=fitted.notes)


def _check_place(grant: Grant, day: date) -> None:
    """A role over what is closed follows the dates that it has; it gets no further ones."""
    site, activity = grant.site, grant.activity
    over = activity is not None and activity.closes_on is not None and activity.closes_on < day
    if over or (site is not None and site.closed_on is not None):
        raise ActionError({"valid_until": [f"Ce lieu ou cette activité est fermé : {activity or site}."]})
