"""What every action on rights shares: the lock, the actor read again, the writing of one grant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from portal import journal
from portal.accounts.models import User
from portal.base import clock
from portal.base.errors import ActionError, Refused

from ..models import AccessGroup, Agreement, Grant
from ..rights.actor import Actor
from ..rights.decisions import Decision, check, grantable_roles, require
from ..rights.effective import effective_on
from ..rights.roles import Role
from ..rules import Fitted, Period, fit, may_change, may_grant

PLACE_COLUMNS = ("caf_id", "agreement_id", "group_id", "activity_id", "site_id")


@dataclass
class Outcome:
    """What an action wrote (`grants`), and what the person should know (`notes`, French)."""

    grants: list[Grant] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Right:
    """A role to give: its days, and the group, activity or site that it lies on."""

    role: Role
    period: Period
    group_id: int | None = None
    activity_id: int | None = None
    site_id: int | None = None

    @property
    def place(self) -> dict[str, int | None]:
        return {"group_id": self.group_id, "activity_id": self.activity_id, "site_id": self.site_id}


def lock(actor: Actor, agreement: Agreement, permission: str) -> tuple[Actor, Agreement]:
    """Waits for the convention's row, then reads the actor's grants and the convention again.

    Refused when the actor no longer holds `permission`: it may have ended during the wait."""
    locked = Agreement.objects.select_for_update().filter(pk=agreement.pk).first()
    if locked is None:
        raise Refused(Decision(False, "Cette convention vient d'être supprimée."))
    actor = Actor(actor.user, actor.today)
    require(actor, permission, locked)
    return actor, locked


def check_open(agreement: Agreement, permission: str) -> None:
    decision = may_change(agreement.state)
    if not decision:
        raise Refused(Decision(False, decision.reason, permission=permission))


def period_of(grant: Grant) -> Period:
    return Period(grant.valid_from, grant.valid_until)


def asked_period(start: date, until: date | None, *, end_field: str = "valid_until") -> Period:
    """ActionError when the end precedes the beginning."""
    if until is not None and until < start:
        raise ActionError({end_field: ["La date de fin précède la date de début."]})
    return Period(start, until)


def current(agreement: Agreement, user_id: int, role: Role, today: date, **place: int | None) -> Grant | None:
    """The person's grant of this role that is open or still to come, the earliest; None when there is none."""
    return (
        Grant.objects.filter(agreement=agreement, user_id=user_id, role=role, revoked_at=None, **place)
        .exclude(valid_until__lt=today)
        .order_by("valid_from", "id")
        .first()
    )


def administrators(agreement: Agreement, today: date, *, suspended: bool = True) -> set[int]:
    """Ids of the people who administer the convention on a day, or will: its state and their accounts aside.

    `suspended`: those whom the Caf has suspended too."""
    still = Q(valid_until=None) | Q(valid_until__gte=today)
    above = Q(parent__valid_until=None) | Q(parent__valid_until__gte=today)
    found = Grant.objects.filter(
        still, above, agreement=agreement, role=Role.PARTNER_ADMIN, revoked_at=None, parent__revoked_at=None
    )
    if not suspended:
        found = found.filter(parent__suspended_at=None)
    return set(found.exclude(user__state__in=[User.State.CLOSED]).values_list("user_id", flat=True))


def kept_by_amendment(actor: Actor, agreement: Agreement) -> set[int]:
    """Ids of the administrators whose access the actor cannot end: only the Caf does, by an avenant."""
    if Role.PARTNER_ADMIN in grantable_roles(actor, caf_id=agreement.caf_id, agreement_id=agreement.pk):
        return set()
    return administrators(agreement, actor.today)


def effective_administrators(agreement: Agreement, today: date) -> set[int]:
    """Ids of the people who can administer the convention today."""
    found = Grant.objects.filter(effective_on(today), agreement=agreement, role=Role.PARTNER_ADMIN)
    return set(found.values_list("user_id", flat=True))


def check_grantable(actor: Actor, agreement: Agreement, user: User, role: Role, permission: str) -> None:
    grantable = grantable_roles(actor, caf_id=agreement.caf_id, agreement_id=agreement.pk)
    decision = may_grant(actor_id=actor.id, user_id=user.pk, role=role, grantable=grantable)
    check(Decision(decision.allowed, decision.reason, permission=permission))


def overlapping(
    user: User, role: Role, place: Mapping[str, int | None], period: Period, but: int | None = None
) -> Grant | None:
    """A grant of the same right that stands on one of these days."""
    columns = {column: place.get(column) for column in PLACE_COLUMNS}
    same = Grant.objects.filter(user=user, role=role, revoked_at=None, **columns).exclude(pk=but or 0)
    if period.until is not None:
        same = same.filter(valid_from__lte=period.until)
    return same.exclude(valid_until__lt=period.start).order_by("valid_from").first()


def held_already(user: User, agreement: Agreement, rights: Sequence[Right]) -> dict[Right, Grant]:
    """Which of these rights the person has on one of the days asked for, and by which grant; one query."""
    roles = {right.role for right in rights}
    standing = Grant.objects.filter(user=user, agreement=agreement, role__in=roles, revoked_at=None)
    found: dict[tuple[str, int | None, int | None, int | None], list[Grant]] = {}
    for grant in standing.order_by("valid_from", "id"):
        found.setdefault((grant.role, grant.group_id, grant.activity_id, grant.site_id), []).append(grant)
    held: dict[Right, Grant] = {}
    for right in rights:
        for grant in found.get((right.role.value, right.group_id, right.activity_id, right.site_id), []):
            if right.period.overlaps(period_of(grant)):
                held.setdefault(right, grant)
    return held


def write(
    actor: Actor,
    user: User,
    role: Role,
    agreement: Agreement,
    period: Period,
    *,
    parent: Grant | None = None,
    **place: int | None,
) -> Grant:
    """One row and its event; the caller has decided."""
    return write_all(actor, user, agreement, [Right(role, period, **place)], parent=parent)[0]


def write_all(
    actor: Actor, user: User, agreement: Agreement, rights: Sequence[Right], *, parent: Grant | None = None
) -> list[Grant]:
    """The rows and their events, in one query each whatever their number; the caller has decided."""
    now = clock.now()
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
            **right.place,
        )
        for right in rights
    )
    with journal.together():
        for grant in grants:
            journal.record(
                "habpps.right_given",
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


def give_period(
    agreement: Agreement, asked: Period, *, under: Grant | None = None, group: AccessGroup | None = None
) -> Fitted:
    """The part of `asked` during which what the right hangs under stands."""
    above = [("la convention", Period(agreement.opens_on, agreement.closes_on))]
    if under is not None:
        above.append((f"«\u00a0{Role(under.role).label}\u00a0»", period_of(under)))
    if group is not None:
        above.append((f"le groupe «\u00a0{group.get_kind_display()}\u00a0»", Period(group.opens_on, group.closes_on)))
    return fit(asked, *above)


def give(
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
) -> Outcome:
    """Writes the right for the part of `asked` that what it hangs under allows; a right already held is kept.

    `is_new`: the person was made in this transaction, and holds nothing of the kind. ActionError "valid_from" when
    nothing of it is left.
    """
    fitted = give_period(agreement, asked, under=under, group=group)
    place = {"group_id": group.pk if group else None, "activity_id": activity_id, "site_id": site_id}
    if fitted.period is None:
        raise ActionError({"valid_from": fitted.notes})
    held = None if is_new else overlapping(user, role, {"agreement_id": agreement.pk, **place}, fitted.period)
    if held is not None:
        return Outcome(notes=[f"{role.label} : déjà attribué {period_of(held).french()}."])
    return Outcome([write(actor, user, role, agreement, fitted.period, parent=under, **place)], fitted.notes)


def agreement_of(grant: Grant) -> Agreement:
    """The convention of a partner's grant; ValueError for a grant that lies elsewhere."""
    if grant.agreement is None:
        raise ValueError(f"grant {grant.pk} lies under no convention")
    return grant.agreement


def is_over(grant: Grant, today: date) -> bool:
    return grant.revoked_at is not None or (grant.valid_until is not None and grant.valid_until < today)


def revoke(actor: Actor, grant: Grant, reason: str) -> None:
    """Ends a grant at once. What hangs under it stops counting by itself."""
    grant.revoked_at, grant.revoked_by = clock.now(), actor.user
    grant.save(update_fields=["revoked_at", "revoked_by"])
    agreement = agreement_of(grant)
    journal.record(
        "habpps.right_removed",
        actor_id=actor.id,
        caf_id=agreement.caf_id,
        agreement_id=agreement.pk,
        about=("habpps.grant", grant.pk),
        user=grant.user_id,
        role=grant.role,
        place=place_fact(grant),
        reason=reason,
    )


def stop(actor: Actor, grant: Grant, *, last_day: date | None, reason: str) -> list[Grant]:
    """Ends a grant and all that hangs under it: at once, or with `last_day` (included). Answers those that it changed.

    What hangs under would stop counting anyway; its own dates say so too, so that the same right can be given again.
    """
    under = Q(pk=grant.pk) | Q(parent=grant.pk) | Q(parent__parent=grant.pk)
    standing = Grant.objects.filter(under, revoked_at=None).exclude(valid_until__lt=actor.today)
    stopped = []
    with journal.together():
        for each in standing.select_related("agreement").order_by("id"):
            if last_day is None or each.valid_from > last_day:
                revoke(actor, each, reason)
            elif each.valid_until is None or each.valid_until > last_day:
                change_period(actor, each, Period(each.valid_from, last_day))
            else:
                continue
            stopped.append(each)
    return stopped


def change_period(actor: Actor, grant: Grant, period: Period) -> None:
    """New dates and their event; the caller has decided."""
    agreement, was = agreement_of(grant), period_of(grant)
    grant.valid_from, grant.valid_until = period.start, period.until
    grant.save(update_fields=["valid_from", "valid_until"])
    journal.record(
        "habpps.right_changed",
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
    )


def place_fact(grant: Grant) -> str:
    """« activity:12 », « site:3 » or "" (the role itself tells which group): a place without its name."""
    for name in ("activity", "site"):
        if key := getattr(grant, f"{name}_id"):
            return f"{name}:{key}"
    return ""


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""
