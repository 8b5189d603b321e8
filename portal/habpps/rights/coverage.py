"""Whether a role over an activity is held, given without counting yet, or vacant: one definition for every screen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from portal.habpps.models import Activity
from portal.habpps.models.grants import GrantQuerySet

from .dormant import grants_given_on
from .roles import AFAS_ROLES, Role
from .shown import grants_counting_on


class Cover(IntEnum):
    """The more, the better."""

    VACANT = 0  # given to nobody
    DORMANT = 1  # given, to people for whom it does not count yet: invited, suspended, to come
    HELD = 2

    @staticmethod
    def of(counting: Iterable[bool]) -> Cover:
        """`counting`: for each grant of the role that is given there, whether it counts."""
        return max((Cover.HELD if counts else Cover.DORMANT for counts in counting), default=Cover.VACANT)


def over_activities(held: GrantQuerySet) -> QuerySet[Any]:
    """One row for each activity that a grant is over, itself or by one of its sites in the same convention; `over`:
    the activity."""
    found = held.filter(Q(activity__isnull=False) | Q(agreement=F("site__activities__agreement")))
    return found.annotate(over=Coalesce("activity_id", "site__activities__pk")).order_by()


def given_over_activities(day: date) -> QuerySet[Any]:
    """The roles that are given, one row for each activity; `counts`: on the day."""
    given = over_activities(grants_given_on(day).of_role(*AFAS_ROLES))
    return given.annotate(counts=Exists(grants_counting_on(day).filter(pk=OuterRef("pk"))))


@dataclass(frozen=True)
class LostCover:
    """A role over an activity that is less covered than it would have been: `left` says what remains."""

    activity: Activity
    role: Role
    left: Cover


def lost_cover(agreements: Collection[int], ending: Collection[int], day: date) -> list[LostCover]:
    """What is less covered from `day` on without the grants `ending` (and all that hangs under them, among them), in
    the activities of these conventions that are not closed by then; two queries."""
    before: dict[tuple[int, str], list[bool]] = defaultdict(list)
    after: dict[tuple[int, str], list[bool]] = defaultdict(list)
    gone = set(ending)
    rows = given_over_activities(day).filter(agreement__in=agreements)
    for key, over, role, counts in rows.values_list("pk", "over", "role", "counts"):
        before[over, role].append(counts)
        if key not in gone:
            after[over, role].append(counts)
    lost = {
        place: left
        for place, counting in before.items()
        if (left := Cover.of(after.get(place, ()))) < Cover.of(counting)
    }
    activities = (
        Activity.objects.filter(pk__in={activity for activity, _ in lost})
        .exclude(closes_on__lt=day)
        .select_related("agreement")
        .order_by("agreement__label", "name", "id")
    )
    return [
        LostCover(activity, role, lost[activity.pk, role])
        for activity in activities
        for role in AFAS_ROLES
        if (activity.pk, role) in lost
    ]
