"""What is still under way in a convention, and what has been declared of its activities."""

from collections.abc import Sequence

from django.db.models import Count, Q

from portal.afas.models import Declaration, DeclarationPart, PartState, State
from portal.afas.models.declarations import FINISHED_STATES, OPEN_STATES
from portal.base import clock
from portal.habpps.extensions import Use
from portal.habpps.models import Activity, Agreement
from portal.habpps.rights.coverage import LostCover
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.habpps.rights.shown import grants_counting_on

from ..rules import PROVIDER_ROLE


def count_unfinished(agreement: Agreement) -> int:
    """How many declarations of the convention's activities are neither validated nor « sans objet »."""
    return Declaration.objects.filter(activity__agreement=agreement).exclude(state__in=FINISHED_STATES).count()


def count_unfinished_of_person(agreement: Agreement, user_id: int) -> int:
    """How many of them are of activities over which the person holds a role today."""
    held = grants_counting_on(clock.today()).filter(agreement=agreement, user=user_id, role__in=AFAS_ROLES)
    reached = Q(activity__in=held.values("activity")) | Q(activity__sites__in=held.values("site"))
    found = Declaration.objects.filter(reached, activity__agreement=agreement).exclude(state__in=FINISHED_STATES)
    return found.distinct().count()


def count_left_undone(lost: Sequence[LostCover]) -> dict[Role, int]:
    """Role -> how many open declarations wait for what only it does, of the activities where it loses its people."""
    activities: dict[Role, set[int]] = {role: set() for role in AFAS_ROLES}
    for each in lost:
        activities[each.role].add(each.activity_id)
    still = Declaration.objects.filter(state__in=OPEN_STATES)
    to_provide = DeclarationPart.objects.exclude(state__in=(PartState.PROVIDED, PartState.ACCEPTED))
    counts = {
        role: Count(
            "pk", filter=Q(activity__in=activities[role], pk__in=to_provide.filter(kind=kind).values("declaration"))
        )
        for kind, role in PROVIDER_ROLE.items()
    }
    counts[Role.APPROVER] = Count("pk", filter=Q(activity__in=activities[Role.APPROVER]))
    found = still.aggregate(**{role.value: count for role, count in counts.items()})
    return {role: found[role.value] for role in AFAS_ROLES if found[role.value]}


def activity_use(activities: Sequence[Activity]) -> Use:
    """A declaration that nobody has begun counts as unfinished, but its year does not count as declared."""
    found = Declaration.objects.filter(activity__in=activities).order_by("id")
    rows = list(found.values_list("state", "waived_from", "campaign__fiscal_year"))
    years = frozenset(year for state, before, year in rows if State.TO_ENTER not in (state, before))
    return Use(years, sum(state not in FINISHED_STATES for state, _, _ in rows))
