"""Periods hold both their ends. Every rule is compared with the days counted one by one, so that boundary days show."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.base.errors import ActionError
from portal.habpps.rights.periods import (
    Period,
    asked_period,
    check_late_start,
    covers_every_day,
    cut_before,
    first_day_alone,
    fit_inside,
    is_covered,
    iso,
)

FIRST = date(2026, 6, 1)
LAST = 14  # the days that are counted; a period without end holds all of them and those after
A_DAY = timedelta(days=1)


def day(number: int) -> date:
    return FIRST + number * A_DAY


@st.composite
def periods(draw) -> Period:
    start = draw(st.integers(0, 8))
    length = draw(st.none() | st.integers(0, 5))
    return Period(day(start), None if length is None else day(start + length))


def days_of(period: Period | None) -> set[date]:
    if period is None:
        return set()
    return {day(n) for n in range(LAST) if period.start <= day(n) and (period.until is None or day(n) <= period.until)}


ends = st.none() | st.integers(0, 10).map(day)


@given(periods(), periods())
def test_two_periods_overlap_when_they_have_a_day_in_common(one, other):
    common = days_of(one) & days_of(other)
    assert one.overlaps(other) == bool(common)
    assert days_of(one.meet(other)) == common
    assert (one.meet(other) is None) == (not common), "no period without a day"


@given(periods(), periods())
def test_a_period_contains_another_when_it_has_all_its_days(one, other):
    assert one.contains(other) == (days_of(other) <= days_of(one))


@given(periods(), periods())
def test_joined_periods_run_from_the_first_day_to_the_last(one, other):
    joined = days_of(one.join(other))
    both = days_of(one) | days_of(other)
    assert joined == {day(n) for n in range(LAST) if min(both) <= day(n) <= max(both)}


@given(st.lists(periods(), max_size=3), st.integers(0, 12).map(day))
def test_a_day_is_covered_by_any_of_the_periods(held, asked):
    assert is_covered(held, asked) == any(asked in days_of(each) for each in held)


@given(periods(), st.integers(0, 12).map(day))
def test_what_is_cut_ends_on_the_day_before(period, cut):
    left = {each for each in days_of(period) if each < cut}
    assert days_of(cut_before(period, cut)) == left
    assert (cut_before(period, cut) is None) == (not left)


@given(periods(), st.lists(periods(), max_size=4))
def test_every_day_is_covered_or_not(asked, held):
    covered = set().union(*(days_of(each) for each in held))
    # Beyond the days that are counted, only a period without end goes on.
    goes_on = asked.until is not None or any(each.until is None for each in held)
    assert covers_every_day(asked, held) == (days_of(asked) <= covered and goes_on)


@pytest.mark.parametrize(
    ("held", "covered"),
    [
        ([Period(day(1), day(3)), Period(day(4), day(6))], True),
        ([Period(day(4), day(6)), Period(day(1), day(3))], True),
        ([Period(day(1), day(3)), Period(day(5), day(6))], False),
        ([Period(day(1), day(3)), Period(day(2), day(2)), Period(day(4), day(6))], True),
        ([Period(day(1), day(5)), Period(day(2), day(3)), Period(day(6))], True),
        ([Period(day(2), day(6))], False),
        ([Period(day(1), day(5))], False),
        ([], False),
    ],
)
def test_days_are_covered_one_after_the_other(held, covered):
    """By periods that follow each other, lie inside one another, or come in any order."""
    assert covers_every_day(Period(day(1), day(6)), held) == covered


@given(st.lists(periods(), max_size=3), st.lists(periods(), max_size=3), st.integers(0, 10).map(day), ends)
def test_the_first_day_alone_is_the_first_that_had_somebody_and_has_nobody(before, after, start, until):
    had, has = (set().union(*(days_of(each) for each in each_side)) for each_side in (before, after))
    alone = {each for each in had - has if each >= start and (until is None or each <= until)}
    assert first_day_alone(before, after, start, until) == min(alone, default=None)


@given(periods(), periods(), periods())
def test_what_is_asked_from_today_on_is_brought_inside_what_is_above(asked, first, second):
    fitted = fit_inside(asked, ("la convention", first), ("l'accès", second), today=FIRST)
    assert days_of(fitted.period) == days_of(asked) & days_of(first) & days_of(second)


ABOVE = ("l'accès", Period(day(3), day(9)))


@pytest.mark.parametrize(
    ("asked", "notes"),
    [
        (Period(day(3), day(9)), []),
        (Period(day(3)), []),
        (Period(day(2), day(9)), ["Début ramené au 04/06/2026 : l'accès vaut du 04/06/2026 au 10/06/2026."]),
        (Period(day(3), day(10)), ["Fin ramenée au 10/06/2026 : l'accès vaut du 04/06/2026 au 10/06/2026."]),
    ],
)
def test_what_is_changed_is_said_and_an_end_that_nobody_asked_for_is_not(asked, notes):
    fitted = fit_inside(asked, ABOVE, today=FIRST)
    assert (fitted.period, fitted.notes) == (Period(day(3), day(9)), notes)


@pytest.mark.parametrize("asked", [Period(day(0), day(2)), Period(day(10))])
def test_outside_what_is_above_nothing_is_left(asked):
    fitted = fit_inside(asked, ABOVE, today=FIRST)
    assert (fitted.period, fitted.notes) == (None, ["Hors période : l'accès vaut du 04/06/2026 au 10/06/2026."])


def test_a_first_day_that_has_passed_is_never_moved():
    """Before what is above: refused, with the day to choose. Inside: kept."""
    refused = fit_inside(Period(day(2)), ABOVE, today=day(5))
    assert refused.period is None
    assert refused.notes == [
        "Début impossible : l'accès vaut du 04/06/2026 au 10/06/2026 ; choisissez le 04/06/2026, ou un jour après."
    ]
    assert fit_inside(Period(day(3)), ABOVE, today=day(5)).period == Period(day(3), day(9))
    assert fit_inside(Period(day(2)), ABOVE, today=day(2)).period == Period(day(3), day(9)), "today has not passed"


def test_a_first_day_that_has_passed_asks_why():
    assert check_late_start(day(5), day(5), "") == ""
    assert check_late_start(day(6), day(5), "sans objet") == ""
    assert check_late_start(day(4), day(5), "  contrat \n signé en mai ") == "contrat signé en mai"
    for nothing in ("", "  \n"):
        with pytest.raises(ActionError) as refused:
            check_late_start(day(4), day(5), nothing)
        assert list(refused.value.errors) == ["late_reason"]
        assert str(refused.value).startswith("Le 05/06/2026 est passé : dites pourquoi")


def test_an_end_does_not_precede_its_beginning():
    assert asked_period(day(2), day(2)) == Period(day(2), day(2))
    assert asked_period(day(2), None) == Period(day(2))
    with pytest.raises(ActionError) as refused:
        asked_period(day(2), day(1))
    assert refused.value.errors == {"valid_until": ["La date de fin précède la date de début."]}
    with pytest.raises(ActionError) as refused:
        asked_period(day(2), day(1), end_field="closes_on")
    assert list(refused.value.errors) == ["closes_on"]


def test_periods_in_words():
    assert Period(day(0)).french() == "à partir du 01/06/2026"
    assert Period(day(0), day(1)).french() == "du 01/06/2026 au 02/06/2026"
    assert (iso(day(0)), iso(None)) == ("2026-06-01", "")
