"""What has been declared of activities; HABPPS asks before their type or dates change."""

from collections.abc import Sequence

from portal.habpps.models import Activity
from portal.habpps.rules.activities import Use

from ..models import Declaration
from ..models.declarations import State


def use_of(activities: Sequence[Activity]) -> Use:
    """A declaration that nobody has begun ties nothing: it counts as unfinished, not as a year begun."""
    found = Declaration.objects.filter(activity__in=activities).order_by("id")
    rows = list(found.values_list("state", "campaign__fiscal_year"))
    years = frozenset(year for state, year in rows if state != State.TO_ENTER)
    return Use(years, sum(state != State.VALIDATED for state, _ in rows))
