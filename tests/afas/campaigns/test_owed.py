"""What is owed, decided in Python and read in SQL: the same answer, on every day at which it could change."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.afas.campaigns.queries import owing_activities
from portal.afas.campaigns.rules import Standing, own_due_date, standing_in, why_not_due_on
from portal.afas.models import Campaign, CampaignDates, Declaration
from portal.afas.models.dates import with_owed
from portal.habpps.models import Activity, Agreement, Enrolment
from portal.habpps.rights.periods import Period
from tests.factories import afas
from tests.factories.habpps import ActivityFactory, AgreementFactory

A_DAY = timedelta(days=1)
FIRST = date(2026, 3, 1)
DAYS = [FIRST + A_DAY * number for number in range(8)]


def day_of(number: int) -> date:
    return DAYS[number]


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(st.integers(0, len(DAYS) - 1))
    until = draw(st.none() | st.integers(start, len(DAYS) - 1))
    return Period(day_of(start), None if until is None else day_of(until))


def is_open(period: Period, day: date) -> bool:
    return period.start <= day and (period.until is None or day <= period.until)


closed = periods().map(lambda period: Period(period.start, period.until or DAYS[-1]))


@given(
    covered=closed,
    held=st.lists(periods(), min_size=3, max_size=3),
    known=st.sampled_from(DAYS),
    due=st.sampled_from(DAYS),
)
def test_owed_is_open_on_some_same_day_and_known_by_the_due_date(covered, held, known, due):
    """Counted day by day, which nobody can get wrong."""
    together = any(all(is_open(each, day) for each in (covered, *held)) for day in DAYS)
    expected = Standing.OUTSIDE if not together else Standing.OWED if known <= due else Standing.OFFERED
    assert standing_in(covered, held, known_since=known, due_on=due) == expected


@pytest.mark.engine
@pytest.mark.django_db
class TestSql:
    """The twin in SQL, on the boundary days of each of the three periods, of the campaign and of the registration."""

    @pytest.fixture
    def declaration(self) -> Declaration:
        return afas.declaration_of()

    def answers(self, declaration: Declaration) -> tuple[bool, bool, Standing]:
        """Of the statement that lists declarations, of the one that opens them, and of the rule."""
        activity = Activity.objects.select_related("agreement").get(pk=declaration.activity_id)
        campaign = Campaign.objects.get(pk=declaration.campaign_id)
        enrolment = activity.agreement.enrolments.get()
        listed = with_owed(Declaration.objects.filter(pk=declaration.pk)).get()
        held = [Period(each.opens_on, each.closes_on) for each in (activity, activity.agreement, enrolment)]
        covered = Period(campaign.covers_from, campaign.covers_until)
        standing = standing_in(covered, held, known_since=activity.known_since, due_on=listed.due)
        # A second activity with the same days, which has no declaration yet.
        twin = ActivityFactory(
            agreement=activity.agreement,
            opens_on=activity.opens_on,
            closes_on=activity.closes_on,
            registered_on=activity.registered_on,
        )
        opened = owing_activities(campaign).filter(pk=twin.pk).exists()
        twin.delete()
        return listed.owed, opened, standing

    def set_days(self, declaration, *, covered, activity, agreement, enrolment, known=None, due=DAYS[-1]) -> None:
        Campaign.objects.update(covers_from=covered[0], covers_until=covered[1], opens_on=DAYS[0], due_on=due)
        rows = Activity.objects.filter(pk=declaration.activity_id)
        rows.update(opens_on=activity[0], closes_on=activity[1], registered_on=known)
        Agreement.objects.update(opens_on=agreement[0], closes_on=agreement[1])
        Enrolment.objects.update(opens_on=enrolment[0], closes_on=enrolment[1])

    @pytest.mark.parametrize("moved", ["covered", "activity", "agreement", "enrolment"])
    @pytest.mark.parametrize("end", [2, 3, 4, None])
    def test_each_period_counts_to_its_last_day(self, declaration, moved, end):
        """The others begin on day 3: a period that ends on day 2 meets none of them, one that ends on day 3 does."""
        days = dict.fromkeys(("covered", "activity", "agreement", "enrolment"), (DAYS[3], DAYS[6]))
        if moved == "covered" and end is None:
            end = 7
        days[moved] = (DAYS[0], None if end is None else DAYS[end])
        self.set_days(declaration, **days)
        listed, opened, standing = self.answers(declaration)
        assert listed == opened == (standing == Standing.OWED) == (end is None or end >= 3)

    @pytest.mark.parametrize("moved", ["covered", "activity", "agreement", "enrolment"])
    @pytest.mark.parametrize("start", [5, 6, 7])
    def test_each_period_counts_from_its_first_day(self, declaration, moved, start):
        """The others end on day 6."""
        days = dict.fromkeys(("covered", "activity", "agreement", "enrolment"), (DAYS[3], DAYS[6]))
        days[moved] = (DAYS[start], DAYS[7])
        self.set_days(declaration, **days)
        listed, opened, standing = self.answers(declaration)
        assert listed == opened == (standing == Standing.OWED) == (start <= 6)

    def test_three_periods_that_never_meet_owe_nothing(self, declaration):
        """Each meets the campaign, and no day has all of them."""
        self.set_days(
            declaration,
            covered=(DAYS[0], DAYS[7]),
            activity=(DAYS[0], DAYS[3]),
            agreement=(DAYS[0], DAYS[7]),
            enrolment=(DAYS[4], None),
        )
        assert self.answers(declaration) == (False, False, Standing.OUTSIDE)

    @pytest.mark.parametrize(("known", "owed"), [(3, True), (4, True), (5, False)])
    def test_what_was_due_before_the_registration_is_offered(self, declaration, known, owed):
        """Due on day 4."""
        always = (DAYS[0], None)
        covered = (DAYS[0], DAYS[7])
        days = {"covered": covered, "activity": always, "agreement": always, "enrolment": always}
        self.set_days(declaration, **days, known=DAYS[known], due=DAYS[4])
        assert self.answers(declaration) == (owed, owed, Standing.OWED if owed else Standing.OFFERED)

    @pytest.mark.parametrize("known", [4, 5, 6])
    def test_the_due_date_of_the_caf_itself_counts(self, declaration, known):
        """Due on day 4 for the country, on day 5 for this Caf."""
        always = (DAYS[0], None)
        covered = (DAYS[0], DAYS[7])
        days = {"covered": covered, "activity": always, "agreement": always, "enrolment": always}
        self.set_days(declaration, **days, known=DAYS[known], due=DAYS[4])
        own = {"caf": declaration.caf, "opens_on": DAYS[0], "due_on": DAYS[5]}
        CampaignDates.objects.create(campaign=declaration.campaign, **own)
        listed, opened, standing = self.answers(declaration)
        assert listed == opened == (standing == Standing.OWED) == (known <= 5)

    def test_a_draft_and_a_convention_without_afas_owe_nothing(self, declaration):
        assert with_owed(Declaration.objects.all()).get().owed
        Agreement.objects.update(state=Agreement.State.DRAFT, validated_at=None)
        assert not with_owed(Declaration.objects.all()).get().owed
        without = afas.declaration_of(
            ActivityFactory(agreement=AgreementFactory(enrolment=False)), declaration.campaign
        )
        assert not with_owed(Declaration.objects.filter(pk=without.pk)).get().owed

    def test_a_closed_convention_owes_what_was_declared_of_its_days(self, declaration):
        Agreement.objects.update(state=Agreement.State.CLOSED, closes_on=declaration.campaign.covers_from)
        assert with_owed(Declaration.objects.all()).get().owed
        Agreement.objects.update(closes_on=declaration.campaign.covers_from - A_DAY)
        assert not with_owed(Declaration.objects.all()).get().owed

    @pytest.mark.parametrize(("own", "due"), [(None, 4), (3, 4), (6, 6)])
    def test_its_own_due_date_only_gives_time(self, declaration, own, due):
        Campaign.objects.update(opens_on=DAYS[0], due_on=DAYS[4])
        Declaration.objects.update(due_on=None if own is None else DAYS[own])
        fresh = Declaration.objects.get(pk=declaration.pk)
        assert fresh.due == with_owed(Declaration.objects.all()).get().due == DAYS[due]


TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(("due", "own"), [(TODAY - A_DAY, date(2026, 12, 27)), (TODAY, None), (TODAY + A_DAY, None)])
def test_thirty_days_for_what_begins_after_its_due_date(due, own):
    assert own_due_date(due, TODAY) == own


@pytest.mark.parametrize(
    ("due", "refused"),
    [(TODAY - A_DAY, "à venir"), (TODAY, ""), (date(2026, 12, 31), ""), (date(2027, 1, 1), "31\u00a0décembre 2026")],
)
def test_the_caf_asks_for_a_day_to_come_on_which_something_is_still_paid(due, refused):
    why_not = why_not_due_on(due, [Campaign(fiscal_year=2025), Campaign(fiscal_year=2026)], TODAY)
    assert refused in why_not
    assert bool(refused) == bool(why_not)
