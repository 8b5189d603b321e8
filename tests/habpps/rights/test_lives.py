"""How a right ended: the real day, how and by whom, for every way in which one ends; and a beginning entered later."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.base import clock
from portal.habpps.models import Agreement, Grant
from portal.habpps.rights.lives import (
    ENDING_COLUMNS,
    LIFE_COLUMNS,
    Ending,
    describe_late_start,
    ending_of,
    ending_of_row,
    finished_on,
    late_start_of_row,
    say_late_start,
)
from portal.habpps.rights.roles import Role

TODAY = date(2026, 6, 15)
A_DAY = timedelta(days=1)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 23, 30, tzinfo=ZoneInfo("Europe/Paris"))


def right(**own) -> dict:
    """A right from 1 January, without end, that nothing has ended."""
    row = dict.fromkeys(ENDING_COLUMNS)
    for level in ("", "parent__", "parent__parent__"):
        row[f"{level}valid_from"] = date(2026, 1, 1)
        for who in ("revoked_by", "end_set_by"):
            row[f"{level}{who}__first_name"] = row[f"{level}{who}__last_name"] = None
    return {**row, "agreement__state": Agreement.State.VALIDATED, **own}


def by(who: str, level: str = "") -> dict:
    return {f"{level}{who}__first_name": "Nadia", f"{level}{who}__last_name": "Brun"}


YESTERDAY = TODAY - A_DAY


@pytest.mark.parametrize(
    ("own", "day", "how"),
    [
        ({"valid_until": YESTERDAY}, YESTERDAY, "à son terme"),
        ({"valid_until": YESTERDAY, **by("end_set_by")}, YESTERDAY, "à la date fixée par Nadia Brun"),
        ({"revoked_at": at(TODAY), **by("revoked_by")}, TODAY, "supprimée par Nadia Brun"),
        ({"revoked_at": at(YESTERDAY)}, YESTERDAY, "supprimée par le portail"),
        (
            {"revoked_at": at(YESTERDAY), "valid_until": TODAY, **by("revoked_by")},
            YESTERDAY,
            "supprimée par Nadia Brun ; elle allait jusqu'au 15/06/2026",
        ),
        (
            {"revoked_at": at(YESTERDAY), "valid_until": YESTERDAY, **by("revoked_by")},
            YESTERDAY,
            "supprimée par Nadia Brun",
        ),
        (
            {"revoked_at": at(YESTERDAY), "valid_from": TODAY, **by("revoked_by")},
            YESTERDAY,
            "supprimée par Nadia Brun avant d'avoir commencé",
        ),
        (
            {"revoked_at": at(YESTERDAY), "valid_from": YESTERDAY, **by("revoked_by")},
            YESTERDAY,
            "supprimée par Nadia Brun",
        ),
        (
            {"parent__valid_until": YESTERDAY},
            YESTERDAY,
            "avec l'appartenance dont elle dépend, à son terme",
        ),
        (
            {"parent__parent__revoked_at": at(YESTERDAY), **by("revoked_by", "parent__parent__")},
            YESTERDAY,
            "avec l'accès à la convention, supprimée par Nadia Brun",
        ),
        ({"agreement__closes_on": YESTERDAY}, YESTERDAY, "avec la convention"),
        (
            {"agreement__closes_on": TODAY, "agreement__state": Agreement.State.CLOSED},
            TODAY,
            "avec la convention, clôturée par la Caf",
        ),
        (
            {"agreement__closes_on": YESTERDAY, "valid_until": YESTERDAY - A_DAY, "parent__valid_until": YESTERDAY},
            YESTERDAY - A_DAY,
            "à son terme",
        ),
    ],
)
def test_the_real_end_and_how_it_came(own, day, how):
    """Of all that has ended it, what came first."""
    assert ending_of_row(right(**own), TODAY) == Ending(day, how)


@pytest.mark.parametrize("name", ["valid_until", "parent__valid_until", "parent__parent__valid_until"])
def test_a_last_day_still_counts(name):
    assert ending_of_row(right(**{name: TODAY}), TODAY) is None


def test_what_nothing_has_ended_has_no_end():
    assert ending_of_row(right(), TODAY) is None
    assert ending_of_row(right(agreement__closes_on=TODAY), TODAY) is None


def test_the_note_is_a_sentence():
    assert Ending(TODAY, "à son terme").note == "À son terme"


def test_a_right_that_began_before_it_was_written_says_so():
    said = "Saisi après coup le 15/06/2026 par Nadia Brun : contrat signé en mai"
    assert say_late_start("contrat signé en mai", at(TODAY), "Nadia Brun") == said
    assert say_late_start("contrat signé en mai", at(TODAY), "").startswith(
        "Saisi après coup le 15/06/2026 par le portail"
    )
    assert say_late_start("", None, "") == ""
    row = {"late_reason": "contrat signé en mai", "late_at": at(TODAY), **by("late_by")}
    assert late_start_of_row(row) == said


WAYS = {
    "its own last day": lambda each, gone: Grant.objects.filter(pk=each.pk).update(valid_until=gone),
    "removed": lambda each, gone: Grant.objects.filter(pk=each.pk).update(revoked_at=at(gone)),
    "the group's membership ends": lambda each, gone: Grant.objects.filter(pk=each.parent_id).update(valid_until=gone),
    "the access ends": lambda each, gone: Grant.objects.filter(pk=each.parent.parent_id).update(valid_until=gone),
    "the access is removed": lambda each, gone: Grant.objects.filter(pk=each.parent.parent_id).update(
        revoked_at=at(gone)
    ),
    "the convention ends": lambda each, gone: Agreement.objects.filter(pk=each.agreement_id).update(closes_on=gone),
    "the convention is closed": lambda each, gone: Agreement.objects.filter(pk=each.agreement_id).update(
        closes_on=gone, state=Agreement.State.CLOSED
    ),
}


@pytest.mark.engine
@pytest.mark.parametrize("way", WAYS)
def test_the_list_the_row_and_the_right_agree_on_what_is_over(here, way):
    """The same on the boundary: nothing is over on its own last day, but for what is removed or closed by hand."""
    held = Grant.objects.get(user=here.provider, role=Role.ACTIVITY_DATA_PROVIDER)
    for gone, over in ((clock.today() - A_DAY, True), (clock.today(), "removed" in way or "closed" in way)):
        WAYS[way](held, gone)
        fresh = Grant.objects.get(pk=held.pk)
        assert Grant.objects.filter(finished_on(clock.today()), pk=held.pk).exists() == over
        ending = ending_of(fresh, clock.today())
        assert (ending is not None) == over
        assert not over or ending.day == gone
        row = Grant.objects.values(*LIFE_COLUMNS).get(pk=held.pk)
        assert ending_of_row(row, clock.today()) == ending


def test_who_ended_it_and_who_entered_it_later_are_named(here):
    held = Grant.objects.get(user=here.provider, role=Role.ACTIVITY_DATA_PROVIDER)
    Grant.objects.filter(pk=held.pk).update(
        revoked_at=clock.now(), revoked_by=here.admin, late_at=clock.now(), late_by=here.admin, late_reason="oubli"
    )
    fresh = Grant.objects.get(pk=held.pk)
    assert ending_of(fresh, clock.today()).how == f"supprimée par {here.admin.get_full_name()}"
    assert describe_late_start(fresh) == (
        f"Saisi après coup le {clock.today():%d/%m/%Y} par {here.admin.get_full_name()} : oubli"
    )
