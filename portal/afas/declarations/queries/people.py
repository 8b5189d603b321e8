"""Who works on a declaration."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.accounts.models import User
from portal.afas.models import Declaration
from portal.afas.permissions import HANDLE
from portal.base.statements import Statement
from portal.habpps.models import Activity, Grant, Site
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.dormant import given_on
from portal.habpps.rights.effective import effective_on
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.habpps.rights.shown import counting_holder


@dataclass(frozen=True)
class RoleNames:
    """Names by AFAS role, and by id, of those for whom it counts; `dormant`: the roles that are given, and count for nobody."""

    holding: dict[Role, dict[int, str]]
    dormant: frozenset[Role]


@Statement
def named_holders(day: Any, activity: Any, agreement: Any) -> QuerySet[Grant, Any]:
    counting = Grant.objects.filter(effective_on(day), pk=OuterRef("pk"))
    sites = Site.objects.filter(activities=activity).order_by().values("pk")
    grants = Grant.objects.filter(
        given_on(day),
        Q(activity_id=activity) | Q(site_id__in=sites),
        agreement_id=agreement,
        role__in=AFAS_ROLES,
    ).annotate(counts=Exists(counting))
    rows = grants.order_by(counting_holder("last_name"), counting_holder("first_name"), "user_id")
    return rows.values_list("role", "user_id", counting_holder("first_name"), counting_holder("last_name"), "counts")


def names_by_role(actor: Actor, declaration: Declaration) -> RoleNames:
    """Who holds each AFAS role over the activity on the actor's day; by the person's id; {} for a role that counts for
    nobody. Those for whom it does not count yet are not named: they may not have answered their invitation."""
    activity = declaration.activity
    rows = named_holders.rows(day=actor.today, activity=activity.pk, agreement=activity.agreement_id)
    people: dict[Role, dict[int, str]] = {role: {} for role in AFAS_ROLES}
    given = {Role(role) for role, *_ in rows}
    for role, user_id, first, last, counts in rows:
        if counts:
            people[Role(role)][user_id] = f"{first} {last}"
    return RoleNames(people, frozenset(role for role in given if not people[role]))


def role_holders(actor: Actor, activity: Activity, roles: Iterable[Role]) -> list[User]:
    """The people who hold one of the roles today over the activity itself or one of its sites; mails go to them."""
    reach = Q(activity_id=activity.pk) | Q(site_id__in=activity.sites.order_by().values("pk"))
    held = Grant.objects.filter(effective_on(actor.today), reach, agreement_id=activity.agreement_id, role__in=[*roles])
    return list(User.objects.filter(pk__in=held.order_by().values("user_id")).order_by("pk"))


def is_case_worker(user_id: int, caf_id: int, day: date) -> bool:
    """Whether this person handles the declarations of the Caf on that day."""
    return Grant.objects.filter(effective_on(day), user=user_id, caf=caf_id, role__in=HANDLE.roles).exists()
