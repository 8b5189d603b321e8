"""What somebody's departure from an organisation ends, and what it leaves without anybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from ..models import Activity, Grant
from ..rights.actor import Actor
from ..rights.decisions import reachable
from ..rights.effective import effective_on
from ..rights.roles import AFAS_ROLES, Role

MANAGE = "habpps.manage_users"


@dataclass(frozen=True)
class Orphan:
    """An activity and the roles that nobody will hold there."""

    activity: str
    agreement: str
    roles: list[Role]


@dataclass(frozen=True)
class Seats:
    """A convention that the person administers, and how many administrators it keeps."""

    agreement: str
    left: int


@dataclass(frozen=True)
class Leaving:
    """`roles`: how many roles over activities and places end; `groups`: their labels."""

    roles: int
    groups: list[str]
    orphans: list[Orphan]
    seats: list[Seats]


def accesses_of(actor: Actor, membership: Grant) -> list[Grant]:
    """The person's standing accesses to the conventions of the same partner, where the actor manages them."""
    same = reachable(actor, MANAGE, Grant).filter(
        user=membership.user_id,
        role=Role.PARTNER_USER,
        revoked_at=None,
        agreement__partner__agreements=membership.agreement_id,
    )
    same = same.exclude(valid_until__lt=actor.today).select_related("user", "agreement__partner", "agreement__caf")
    return list(same.order_by("agreement_id", "valid_from"))


def standing_rights(accesses: Sequence[Grant], today: date) -> list[Grant]:
    """Everything that hangs under these accesses and is not over."""
    under = Q(parent__in=accesses) | Q(parent__parent__in=accesses)
    found = Grant.objects.filter(under, revoked_at=None).exclude(valid_until__lt=today)
    return list(found.select_related("activity", "site", "group", "agreement").order_by("agreement_id", "role", "id"))


def leaving(accesses: Sequence[Grant], today: date, last_day: date) -> Leaving:
    """What ends with these accesses after `last_day`; five queries whatever the number of rights."""
    rights = standing_rights(accesses, today)
    roles = [grant for grant in rights if grant.role in AFAS_ROLES]
    groups = sorted({grant.group.get_kind_display() for grant in rights if grant.group})
    day = last_day + timedelta(days=1)
    return Leaving(len(roles), groups, _orphans(roles, accesses, day), _seats(rights, day))


def _orphans(roles: list[Grant], accesses: Sequence[Grant], day: date) -> list[Orphan]:
    agreements = {access.agreement_id for access in accesses}
    if not roles:
        return []
    activities = list(
        Activity.objects.filter(agreement__in=agreements)
        .exclude(closes_on__lt=day)
        .select_related("agreement")
        .order_by("agreement__label", "name", "id")
    )
    sites: dict[int, set[int]] = defaultdict(set)
    links = Activity.sites.through.objects.filter(activity__in=activities).order_by("id")
    for activity_id, site_id in links.values_list("activity_id", "site_id"):
        sites[activity_id].add(site_id)
    others = (
        Grant.objects.filter(effective_on(day), agreement__in=agreements, role__in=AFAS_ROLES)
        .exclude(user__in=[access.user_id for access in accesses])
        .order_by("id")
    )
    mine = {(grant.role, grant.agreement_id, grant.activity_id, grant.site_id) for grant in roles}
    theirs = set(others.values_list("role", "agreement_id", "activity_id", "site_id"))

    def covers(held: set, role: Role, activity: Activity) -> bool:
        places = [(activity.pk, None), *((None, site) for site in sites[activity.pk])]
        return any((role.value, activity.agreement_id, *place) in held for place in places)

    found = []
    for activity in activities:
        lost = [role for role in AFAS_ROLES if covers(mine, role, activity) and not covers(theirs, role, activity)]
        if lost:
            found.append(Orphan(activity.name, activity.agreement.label, lost))
    return found


def _seats(rights: list[Grant], day: date) -> list[Seats]:
    seats = [grant for grant in rights if grant.role == Role.PARTNER_ADMIN]
    if not seats:
        return []
    still = Q(valid_until=None) | Q(valid_until__gte=day)
    above = Q(parent__valid_until=None) | Q(parent__valid_until__gte=day)
    rows = (
        Grant.objects.filter(
            still,
            above,
            role=Role.PARTNER_ADMIN,
            revoked_at=None,
            parent__revoked_at=None,
            agreement__in=[seat.agreement_id for seat in seats],
        )
        .exclude(user__state="CLOSED")
        .order_by("id")
        .values_list("agreement_id", "user_id")
    )
    kept: dict[int | None, set[int]] = defaultdict(set)
    for agreement_id, user_id in rows:
        kept[agreement_id].add(user_id)
    return [
        Seats(str(seat.agreement), len(kept[seat.agreement_id] - {seat.user_id}))
        for seat in {seat.agreement_id: seat for seat in seats}.values()
    ]
