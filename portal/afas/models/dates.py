"""When a declaration opens, is due, and whether it is owed: the SQL of these three, for every list, count and page.

`campaigns.rules` says in Python what « owed » means; a property test holds both to the same answers.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest, Least
from django.db.models.lookups import GreaterThanOrEqual

from portal.habpps.models import Agreement, Enrolment

SERVICE = "AFAS"
NEVER = Value(date.max, DateField())


def with_dates(rows: QuerySet[Any], path: str = "") -> QuerySet[Any]:
    """Adds `opens` and `due`: the dates of the declaration's own Caf, else the campaign's; its own due date, if it has
    one that is later. `path` leads to the declaration."""
    campaign = f"{path}campaign"
    of_caf = Q(**{f"{campaign}__local_dates__caf": F(f"{path}caf")})
    due = Coalesce(F("own_dates__due_on"), F(f"{campaign}__due_on"))
    # `Greatest` with a null differs between engines.
    own = Coalesce(F(f"{path}due_on"), due)
    return rows.annotate(
        own_dates=FilteredRelation(f"{campaign}__local_dates", condition=of_caf),
        opens=Coalesce(F("own_dates__opens_on"), F(f"{campaign}__opens_on")),
        due=Greatest(own, due, output_field=DateField()),
    )


def with_owed(rows: QuerySet[Any], path: str = "") -> QuerySet[Any]:
    """`with_dates`, and `owed`: whether the partner owes the declaration."""
    campaign, activity = f"{path}campaign", f"{path}activity"
    first, last = OuterRef(f"{campaign}__covers_from"), OuterRef(f"{campaign}__covers_until")
    owed = open_in(outer_path(activity), first, last) & known_by(activity, F("due"))
    return with_dates(rows, path).annotate(owed=ExpressionWrapper(owed, output_field=BooleanField()))


def outer_path(path: str) -> Callable[[str], OuterRef]:
    """How a subquery names the fields that a path of the outer query leads to; "": those of the outer row itself."""
    return lambda name: OuterRef(f"{path}__{name}" if path else name)


def open_in(activity: Callable[[str], OuterRef], first: Combinable, last: Combinable) -> Q:
    """On some day from `first` to `last`, the activity, its convention and its enrolment in AFAS were all open.

    `activity`: how the subquery of enrolments names a field of it (`outer_path`); the days are as it sees them too.
    """
    enrolments = Enrolment.objects.filter(agreement=activity("agreement"), service=SERVICE)
    starts = (F("opens_on"), F("agreement__opens_on"), activity("opens_on"), first)
    ends = (F("closes_on"), F("agreement__closes_on"), activity("closes_on"), last)
    common = enrolments.exclude(agreement__state=Agreement.State.DRAFT).alias(
        start=Greatest(*starts, output_field=DateField()),
        end=Least(*(Coalesce(end, NEVER) for end in ends), output_field=DateField()),
    )
    return Q(Exists(common.filter(start__lte=F("end"))))


def known_by(activity: str, due: Combinable) -> Q:
    """The activity was registered on the due date at the latest: its partner could have declared in time."""
    place = f"{activity}__" if activity else ""
    known_since = Coalesce(F(f"{place}registered_on"), F(f"{place}opens_on"))
    return Q(GreaterThanOrEqual(due, known_since))
