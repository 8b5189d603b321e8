"""How every action on rights begins: the convention's row is locked, the actor read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from portal.accounts.models import User
from portal.base.errors import ActionError, Refused
from portal.habpps.models import Agreement, Grant, Measure
from portal.habpps.permissions import MANAGE_USERS
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.candidates import Among, Candidates
from portal.habpps.rights.decisions import Decision, grantable_roles, require, require_decision
from portal.habpps.rights.periods import Period, period_of
from portal.habpps.rights.permissions import Permission
from portal.habpps.rights.roles import Role
from portal.habpps.rights.rules import SUSPENDED_BY_CAF, may_change, may_grant

PLACE_COLUMNS = ("caf_id", "agreement_id", "group_id", "activity_id", "site_id")


@dataclass
class GrantOutcome:
    """What an action wrote (`grants`), and what the person should know (`notes`, French). `extensions`: what it asked
    for and found given already with other days."""

    grants: list[Grant] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)

    def add(self, more: GrantOutcome) -> None:
        self.grants += more.grants
        self.notes += more.notes
        self.extensions += more.extensions


@dataclass(frozen=True)
class Extension:
    """A right that stands already, and the days that it would have with those asked for as well. `note`: what is said
    when it keeps its own (French)."""

    grant: Grant
    period: Period
    note: str


@dataclass(frozen=True)
class RightToGive:
    """A role to give: its days, and the group, activity or site that it lies on."""

    role: Role
    period: Period
    group_id: int | None = None
    activity_id: int | None = None
    site_id: int | None = None

    @property
    def place(self) -> dict[str, int | None]:
        return {"group_id": self.group_id, "activity_id": self.activity_id, "site_id": self.site_id}


def lock_agreement(actor: Actor, agreement: Agreement, permission: Permission) -> tuple[Actor, Agreement]:
    """Waits for the convention's row, then reads the actor's grants and the convention again.

    Refused when the actor no longer holds `permission`: it may have ended during the wait."""
    locked = Agreement.objects.select_for_update().filter(pk=agreement.pk).first()
    if locked is None:
        raise Refused(Decision(False, "Cette convention vient d'être supprimée."))
    actor = Actor(actor.user, actor.today)
    require(actor, permission, locked)
    return actor, locked


def check_open(agreement: Agreement, permission: Permission) -> None:
    decision = may_change(agreement.state)
    if not decision:
        raise Refused(Decision(False, decision.reason, permission=permission))


def find_current_grant(
    agreement: Agreement, user_id: int, role: Role, today: date, **place: int | None
) -> Grant | None:
    """The person's grant of this role that is open or still to come, the earliest; None when there is none."""
    return (
        Grant.objects.filter(agreement=agreement, user_id=user_id, role=role, **place)
        .standing(today)
        .order_by("valid_from", "id")
        .first()
    )


def check_grantable(actor: Actor, agreement: Agreement, user: User, role: Role, permission: Permission) -> None:
    grantable = grantable_roles(actor, caf_id=agreement.caf_id, agreement_id=agreement.pk)
    decision = may_grant(actor_id=actor.id, user_id=user.pk, role=role, grantable=grantable)
    require_decision(Decision(decision.allowed, decision.reason, permission=permission))


def find_overlapping_grant(
    user: User, role: Role, place: Mapping[str, int | None], period: Period, other_than: int | None = None
) -> Grant | None:
    """A grant of the same right, `other_than` this one, that stands on one of these days."""
    columns = {column: place.get(column) for column in PLACE_COLUMNS}
    same = Grant.objects.filter(user=user, role=role, **columns).standing(period.start).exclude(pk=other_than or 0)
    if period.until is not None:
        same = same.filter(valid_from__lte=period.until)
    return same.order_by("valid_from").first()


def find_grants_held(user: User, agreement: Agreement, rights: Sequence[RightToGive]) -> dict[RightToGive, Grant]:
    """Which of these rights the person has on one of the days asked for, and by which grant; one query."""
    roles = {right.role for right in rights}
    standing = Grant.objects.filter(user=user, agreement=agreement, role__in=roles, revoked_at=None)
    found: dict[tuple[str, int | None, int | None, int | None], list[Grant]] = {}
    for grant in standing.order_by("valid_from", "id"):
        found.setdefault((grant.role, grant.group_id, grant.activity_id, grant.site_id), []).append(grant)
    held: dict[RightToGive, Grant] = {}
    for right in rights:
        for grant in found.get((right.role.value, right.group_id, right.activity_id, right.site_id), []):
            if right.period.overlaps(period_of(grant)):
                held.setdefault(right, grant)
    return held


def agreement_of(grant: Grant) -> Agreement:
    """The convention of a partner's grant; ValueError for a grant that lies elsewhere."""
    if grant.agreement is None:
        raise ValueError(f"grant {grant.pk} lies under no convention")
    return grant.agreement


def place_fact(grant: Grant) -> str:
    """« activity:12 », « site:3 » or "" (the role itself tells which group): a place without its name."""
    for name in ("activity", "site"):
        if key := getattr(grant, f"{name}_id"):
            return f"{name}:{key}"
    return ""


def check_may_be_chosen(actor: Actor, agreement: Agreement, user: User, among: Among, asked_as: str) -> None:
    """ActionError on the field `asked_as` when somebody is here, but cannot be chosen."""
    candidate = Candidates(agreement, actor.today, among).of_user(user)
    if candidate is not None and candidate.why_not:
        raise ActionError({asked_as: [candidate.refusal]})


def check_not_suspended(agreement: Agreement, user_id: int) -> None:
    """Raises Refused: a second access must not get around a measure of the Caf."""
    if Measure.objects.filter(
        kind=Measure.Kind.SUSPEND_PERSON, agreement=agreement, membership__user=user_id, lifted_at=None
    ).exists():
        raise Refused(Decision(False, SUSPENDED_BY_CAF, permission=MANAGE_USERS))
