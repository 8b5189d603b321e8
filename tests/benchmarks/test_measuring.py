"""The figures of `make bench`."""

import pytest
from django.db import connection, transaction

from benchmarks.autosave import Saved
from benchmarks.measuring import Bench, Figures, captured, raw, replayed, without
from benchmarks.pages import Page
from benchmarks.report import MOST_FAULTS, excesses, summed_up
from portal.accounts.models import User
from tests.factories import habpps as make

FINE = Figures(status=200, queries=5, weight=1000, ms=10.0, floor=2.5, faults=10)


@pytest.fixture
def kept_connection(db, monkeypatch) -> None:
    """Requests leave the test's connection open, as with the test client."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


def page(**more) -> Page:
    return Page("Caf admin", "Conventions", User(), "/conventions/", **more)


def test_the_ratio_is_the_page_over_its_floor():
    assert FINE.ratio == 4.0
    assert Figures(status=404, queries=0, weight=0).ratio == 0


def test_what_the_bare_stack_reads_itself_is_not_counted_twice():
    own = [("session", 1), ("user", 2), ("rows", 3), ("user", 4)]
    assert without(own, [("session", 1), ("user", 2)]) == [("rows", 3), ("user", 4)]


@pytest.mark.engine
@pytest.mark.django_db
def test_statements_run_again_as_the_driver_wants_them():
    with captured() as statements, transaction.atomic():
        list(User.objects.filter(username__contains="50%", last_name="x").order_by("pk"))
    assert [sql.split()[0] for sql, _ in statements] == ["SELECT"]
    replayed(statements)()
    if connection.vendor == "sqlite":
        assert raw("SELECT '%%', %s", ("a",)) == ("SELECT '%', ?", ("a",))
        assert raw("SELECT '%'", None) == ("SELECT '%'", ())


def test_a_page_is_measured_beside_its_floor(kept_connection):
    """The bare stack runs the middlewares, and answers the page's own bytes."""
    figures = Bench(times=3).measure(make.caf_admin(make.CafFactory()), "/conventions/")
    assert figures.status == 200
    assert figures.queries > 2
    assert figures.weight > 1000
    assert 0 < figures.floor < figures.ms


def test_a_page_that_does_not_answer_is_not_measured(kept_connection):
    assert Bench(times=3).measure(make.person(), "/nowhere").status == 404


@pytest.mark.parametrize(
    ("page", "figures", "reason"),
    [
        (page(), Figures(404, 1, 1), "answers 404"),
        (page(most=3.0), FINE, "4.0 times its floor, 3.0 at most"),
        (page(list25=True), FINE, "10.0 ms, Django's admin list 9.0"),
        (page(), Figures(200, 5, 1000, 10.0, 2.5, MOST_FAULTS + 1), "1001 page faults"),
    ],
)
def test_what_costs_too_much_is_said(page, figures, reason):
    (said,) = excesses(page, figures, admin=9.0)
    assert said.startswith(reason)


def test_a_page_within_its_limits_is_fine():
    assert excesses(page(list25=True), FINE, admin=11.0) == []


@pytest.mark.parametrize(
    ("ratios", "saved", "too_much"),
    [
        ([3.0, 4.0, 6.0], Saved(6, 8.0), []),
        ([3.0, 4.5, 6.0], Saved(6, 8.0), ["the median is 4.5"]),
        ([3.0], Saved(7, 8.0), ["Autosave of one figure: 7 statements"]),
        ([3.0], Saved(6, 8.5), ["Autosave of one figure: 6 statements"]),
    ],
)
def test_the_median_and_the_autosave_have_their_limits(ratios, saved, too_much):
    said = summed_up(ratios, saved)
    assert len(said) == len(too_much)
    assert all(line.startswith(start) for line, start in zip(said, too_much, strict=True))
