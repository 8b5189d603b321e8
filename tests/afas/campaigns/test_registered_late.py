"""An activity registered after campaigns that concern it: what it owes, what the Caf may ask for, and how late it is."""

from datetime import date, timedelta

import pytest
from post_office.models import Email

from portal.afas.campaigns.actions import open_campaign, open_due_declarations, open_offered
from portal.afas.campaigns.queries import list_unopened, offered_activities
from portal.afas.campaigns.rules import Standing
from portal.afas.declarations.rules import is_late
from portal.afas.models import Campaign, Declaration, DeclarationPart, Event, State
from portal.base.errors import ActionError, Refused
from portal.demo.story.clockwork import at, frozen
from portal.habpps.agreements.actions.activities import add_activity, change_activity, close_activity
from portal.habpps.agreements.actions.changes import NewTerms, change_agreement
from portal.habpps.agreements.actions.enrolments import end_enrolment
from portal.habpps.models import Activity
from portal.journal.models import Entry
from tests.factories.habpps import (
    ActivityFactory,
    AgreementFactory,
    CafFactory,
    actor,
    approver,
    caf_admin,
    caf_agent,
    national_admin,
    partner_admin,
)

from ..unchanged import unchanged

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 27)
EVERY_OPENING = [(2025, "ACTUAL", ""), (2026, "FORECAST", ""), (2026, "UPDATE", "JUNE"), (2026, "UPDATE", "SEPTEMBER")]


@pytest.fixture(autouse=True)
def today():
    with frozen(at(TODAY)):
        yield


@pytest.fixture
def agreement():
    found = AgreementFactory(opens_on=date(2024, 1, 1))
    partner_admin(found)
    return found


@pytest.fixture
def campaigns() -> list[Campaign]:
    """Those that the portal has held by today."""
    return [
        open_campaign(type_code="PSJEUNE", fiscal_year=year, declaration_type=kind, period=period)
        for year, kind, period in EVERY_OPENING
    ]


def add(agreement, **typed) -> Activity:
    values = {"name": "Espace", "type_code": "PSJEUNE", "nature_code": "STRUCTURE_JEUNESSE"}
    return add_activity(actor=actor(caf_admin(agreement.caf)), agreement=agreement, **{**values, **typed})


def names(declarations) -> list[str]:
    return sorted(str(each.campaign) for each in declarations)


def of(activity: Activity) -> list[str]:
    return names(activity.declarations.order_by("pk"))


def offered_to(activity: Activity) -> list[str]:
    return names(each for each in list_unopened(activity, TODAY) if each.standing == Standing.OFFERED)


def test_an_activity_registered_today_owes_nothing_of_the_past(agreement, campaigns):
    """It has been open for two years: it is late with nothing, and the Caf may ask for what it wants."""
    activity = add(agreement, opens_on=date(2024, 1, 1))
    open_due_declarations(TODAY)
    assert of(activity) == []
    assert offered_to(activity) == names_of_all()
    assert activity.registered_on == TODAY


def names_of_all() -> list[str]:
    return sorted(str(each) for each in Campaign.objects.order_by("pk"))


def test_one_that_opens_in_october_is_not_even_offered_january_to_june(agreement, campaigns):
    activity = add(agreement, opens_on=date(2026, 10, 1))
    assert offered_to(activity) == ["Prévisionnelle 2026"]


def test_it_owes_what_opens_after_its_registration(agreement, campaigns):
    activity = add(agreement, opens_on=date(2024, 1, 1))
    open_due_declarations(date(2026, 12, 15))
    assert of(activity) == ["Prévisionnelle 2027"]
    open_due_declarations(date(2027, 1, 16))
    assert of(activity) == ["Prévisionnelle 2027", "Réelle 2026"]


def test_a_convention_that_ended_owes_nothing_of_later_years(campaigns):
    ended = AgreementFactory(opens_on=date(2023, 1, 1), closes_on=date(2024, 12, 31))
    activity = ActivityFactory(agreement=ended)
    open_due_declarations(TODAY)
    assert of(activity) == []
    assert list_unopened(activity, TODAY) == []


def test_what_is_owed_and_was_not_opened_in_time_has_thirty_days(campaigns):
    """Known since 2025, but the day's job did not run: nobody is late on the first day."""
    activity = ActivityFactory(opens_on=date(2025, 1, 1))
    open_due_declarations(TODAY)
    assert of(activity) == names_of_all()
    for declaration in activity.declarations.order_by("pk"):
        assert declaration.due == TODAY + timedelta(days=30)
        assert not is_late(declaration, declaration.due)
        assert is_late(declaration, declaration.due + timedelta(days=1))


def test_what_is_opened_in_time_keeps_the_due_date_of_all():
    activity = ActivityFactory(opens_on=date(2025, 1, 1))
    open_campaign(type_code="PSJEUNE", fiscal_year=2026, declaration_type="ACTUAL")
    declaration = activity.declarations.get()
    assert (declaration.due_on, declaration.due) == (None, date(2027, 3, 31))


class TestTheCafOpens:
    @pytest.fixture
    def activity(self, agreement, campaigns) -> Activity:
        return add(agreement, opens_on=date(2025, 1, 1))

    def test_what_it_wants_with_a_due_date_of_its_own(self, activity, campaigns):
        person = approver(activity)
        agent = actor(caf_agent(activity.agreement.caf))
        Email.objects.all().delete()
        opened = open_offered(actor=agent, activity=activity, campaigns=campaigns[:2], due_on=date(2026, 12, 20))
        assert names(opened) == of(activity) == ["Prévisionnelle 2026", "Réelle 2025"]
        assert DeclarationPart.objects.filter(declaration__activity=activity).count() == 4
        for declaration in Declaration.objects.filter(activity=activity).order_by("pk"):
            assert (declaration.state, declaration.due, declaration.owed) == (
                State.TO_ENTER,
                date(2026, 12, 20),
                True,
            )
            assert not is_late(declaration, date(2026, 12, 20))
            assert is_late(declaration, date(2026, 12, 21))
        assert Event.objects.filter(kind=Event.Kind.OPENED, by=agent.user).count() == 2
        assert Entry.objects.filter(kind="afas.declaration_opened", actor_id=agent.id).count() == 2
        letter = Email.objects.get()
        assert letter.to == [person.email]
        for told in ("déclaration prévisionnelle 2026", "déclaration réelle 2025", "20\u00a0décembre 2026 inclus"):
            assert told in letter.message

    def test_without_anybody_at_work_the_administrators_are_told(self, activity, campaigns):
        Email.objects.all().delete()
        agent = actor(caf_agent(activity.agreement.caf))
        open_offered(actor=agent, activity=activity, campaigns=campaigns[:1], due_on=TODAY)
        assert Email.objects.count() == 1

    def test_again_changes_nothing(self, activity, campaigns):
        agent = actor(caf_agent(activity.agreement.caf))
        open_offered(actor=agent, activity=activity, campaigns=campaigns, due_on=TODAY)
        with unchanged():
            assert open_offered(actor=agent, activity=activity, campaigns=campaigns, due_on=TODAY) == []

    def test_what_is_opened_leaves_the_list(self, activity, campaigns):
        agent = actor(caf_agent(activity.agreement.caf))
        assert list(offered_activities(agent)) == [activity]
        open_offered(actor=agent, activity=activity, campaigns=campaigns, due_on=TODAY)
        assert list(offered_activities(agent)) == []

    @pytest.mark.parametrize(
        ("chosen", "due_on", "field"),
        [
            (slice(0, 0), TODAY, "campaigns"),
            (slice(0, 1), TODAY - timedelta(days=1), "due_on"),
            (slice(0, 1), date(2027, 1, 1), "due_on"),
        ],
    )
    def test_wrong_answers_are_said_by_field(self, activity, campaigns, chosen, due_on, field):
        agent = actor(caf_agent(activity.agreement.caf))
        with unchanged(), pytest.raises(ActionError) as error:
            open_offered(actor=agent, activity=activity, campaigns=campaigns[chosen], due_on=due_on)
        assert list(error.value.errors) == [field]

    def test_nothing_outside_its_days_and_nothing_given_up(self, activity, campaigns):
        """2024 is over for good; the activity opens in 2025."""
        old = open_campaign(type_code="PSJEUNE", fiscal_year=2024, declaration_type="ACTUAL")
        agent = actor(caf_agent(activity.agreement.caf))
        with unchanged(), pytest.raises(ActionError):
            open_offered(actor=agent, activity=activity, campaigns=[old], due_on=TODAY)

    @pytest.mark.parametrize("who", ["another Caf's agent", "the partner's administrator", "national"])
    def test_nobody_else_may(self, activity, campaigns, who):
        person = {
            "another Caf's agent": lambda: caf_agent(CafFactory()),
            "the partner's administrator": lambda: partner_admin(activity.agreement),
            "national": national_admin,
        }[who]()
        with unchanged(), pytest.raises(Refused):
            open_offered(actor=actor(person), activity=activity, campaigns=campaigns, due_on=TODAY)


class TestDatesThatChange:
    """What is owed follows them, and nothing entered is lost."""

    @pytest.fixture
    def activity(self) -> Activity:
        activity = ActivityFactory(agreement=AgreementFactory(opens_on=date(2025, 1, 1)))
        open_campaign(type_code="PSJEUNE", fiscal_year=2026, declaration_type="ACTUAL")
        return activity

    def owed(self, activity) -> bool:
        return activity.declarations.get().owed

    def test_an_activity_closed_before_the_year_and_reopened(self, activity):
        chief = actor(caf_admin(activity.agreement.caf))
        close_activity(actor=chief, activity=activity, closes_on=date(2025, 12, 31))
        assert not self.owed(activity)
        assert not is_late(activity.declarations.get(), date(2028, 1, 1))
        close_activity(actor=chief, activity=activity, closes_on=date(2026, 1, 1))
        assert self.owed(activity)

    def test_an_opening_moved_back_opens_what_is_owed_then(self, activity):
        """Of a campaign that is not over."""
        agreement = activity.agreement
        later = ActivityFactory(agreement=agreement, opens_on=date(2027, 1, 1))
        values = {"name": later.name, "type_code": later.type_code, "nature_code": later.nature_code}
        change_activity(actor=actor(caf_admin(agreement.caf)), activity=later, **values, opens_on=date(2026, 12, 31))
        assert of(later) == ["Réelle 2026"]

    def test_an_enrolment_that_ends_and_goes_on(self, activity):
        agreement = activity.agreement
        chief, enrolment = actor(caf_admin(agreement.caf)), agreement.enrolments.get()
        end_enrolment(actor=chief, enrolment=enrolment, closes_on=TODAY)
        late = ActivityFactory(agreement=agreement, opens_on=TODAY + timedelta(days=1))
        assert of(late) == []
        end_enrolment(actor=chief, enrolment=enrolment, closes_on=None)
        assert of(late) == ["Réelle 2026"]

    def test_a_convention_that_is_prolonged_opens_what_it_then_owes(self, activity):
        agreement = AgreementFactory(opens_on=date(2024, 1, 1), closes_on=date(2025, 12, 31))
        other = ActivityFactory(agreement=agreement)
        assert of(other) == []
        contract = {"delegated": True, "contract_opens_on": agreement.opens_on, "contract_closes_on": None}
        terms = NewTerms(agreement.label, agreement.opens_on, date(2027, 6, 30), separate_approver=False, **contract)
        change_agreement(actor=actor(caf_admin(agreement.caf)), agreement=agreement, terms=terms)
        assert of(other) == ["Réelle 2026"]
