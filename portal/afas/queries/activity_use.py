"""What has been declared of an activity; HABPPS asks before its type or its dates change."""

from portal.habpps.models import Activity
from portal.habpps.rules.activities import Use

from ..models import Declaration
from ..models.declarations import State


def use_of(activity: Activity) -> Use:
    """A declaration that nobody has begun ties nothing: it counts as unfinished, not as a year begun."""
    found = Declaration.objects.filter(activity=activity).order_by("id").values_list("state", "campaign__fiscal_year")
    rows = list(found)
    years = frozenset(year for state, year in rows if state != State.TO_ENTER)
    return Use(years, sum(state != State.VALIDATED for state, _ in rows))
