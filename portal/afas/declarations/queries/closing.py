"""What is still under way in a convention, and what has been declared of its activities."""

from collections.abc import Sequence

from django.db.models import Q

from portal.afas.models import Declaration, State
from portal.afas.models.declarations import FINISHED_STATES
from portal.base import clock
from portal.habpps.extensions import Use
from portal.habpps.models import Activity, Agreement
from portal.habpps.rights.roles import AFAS_ROLES
from portal.habpps.rights.shown import grants_counting_on


def count_unfinished(agreement: Agreement) -> int:
    """How many declarations of the convention's activities are neither validated nor « sans objet »."""
    return Declaration.objects.filter(activity__agreement=agreement).exclude(state__in=FINISHED_STATES).count()


def count_unfinished_of_person(agreement: Agreement, user_id: int) -> int:
    """How many of them are of activities over which the person holds a role today."""
    held = grants_counting_on(clock.today()).filter(agreement=agreement, user=user_id, role__in=AFAS_ROLES)
    reached = Q(activity__in=held.values("activity")) | Q(activity__sites__in=held.values("site"))
    found = Declaration.objects.filter(reached, activity__agreement=agreement).exclude(state__in=FINISHED_STATES)
    return found.distinct().count()


def activity_use(activities: Sequence[Activity]) -> Use:
    """A declaration that nobody has begun counts as unfinished, but its year does not count as declared."""
    found = Declaration.objects.filter(activity__in=activities).order_by("id")
    rows = list(found.values_list("state", "waived_from", "campaign__fiscal_year"))
    years = frozenset(year for state, before, year in rows if State.TO_ENTER not in (state, before))
    return Use(years, sum(state not in FINISHED_STATES for state, _, _ in rows))
