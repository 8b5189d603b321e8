"""Whether a role over an activity is held, given without counting yet, or vacant: one definition for every screen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

from django.db.models import Exists, Expression, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

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


def given_over_activities(day: date | Expression) -> QuerySet[Any]:
    """The roles that are given, one row for each activity; `counts`: on the day."""
    given = over_activities(grants_given_on(day).of_role(*AFAS_ROLES))
    return given.annotate(counts=Exists(grants_counting_on(day).filter(pk=OuterRef("pk"))))


@dataclass(frozen=True)
class LostCover:
    """A role over an activity that is less covered than it would have been: `left` says what remains. `agreement`: the
    convention's label."""

    activity_id: int
    activity: str
    agreement_id: int
    agreement: str
    role: Role
    left: Cover


# Of the activity that a row of `over_activities` is about, through the grant itself or through its site.
NAME, CLOSES = (
    Coalesce("activity__name", "site__activities__name"),
    Coalesce("activity__closes_on", "site__activities__closes_on"),
)


def lost_cover(agreements: Collection[int], ending: Collection[int], day: date) -> list[LostCover]:
    """What is less covered from `day` on without the grants `ending` (and all that hangs under them, among them), in
    the activities of these conventions that are not closed by then; one query."""
    before: dict[tuple[str, str, int, int], dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    after: dict[tuple[int, str], list[bool]] = defaultdict(list)
    gone = set(ending)
    rows = given_over_activities(day).filter(agreement__in=agreements).annotate(place=NAME, closes=CLOSES)
    rows = rows.filter(Q(closes=None) | Q(closes__gte=day)).values_list(
        "pk", "over", "place", "agreement__label", "agreement_id", "role", "counts"
    )
    for key, over, place, agreement, under, role, counts in rows:
        before[agreement, place, over, under][role].append(counts)
        if key not in gone:
            after[over, role].append(counts)
    return [
        LostCover(over, place, under, agreement, role, left)
        for (agreement, place, over, under), roles in sorted(before.items(), key=lambda each: each[0])
        for role in AFAS_ROLES
        if (left := Cover.of(after[over, role])) < Cover.of(roles[role])
    ]
