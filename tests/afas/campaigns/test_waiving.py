"""« Sans objet »: the Caf says so with a reason, and takes it back; it counts nowhere meanwhile."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from post_office.models import Email

from portal.afas.campaigns.actions import restore_declaration, waive_declarations
from portal.afas.campaigns.queries import stranded_declarations
from portal.afas.declarations.queries.board import Chosen, board_declarations, open_declarations, recent_declarations
from portal.afas.declarations.queries.campaigns import count_by_campaign
from portal.afas.declarations.queries.closing import activity_use, count_unfinished
from portal.afas.declarations.rules import lock_reason, may_save_part, may_transmit
from portal.afas.desk.queries import late_declarations
from portal.afas.entry.actions import save_part
from portal.afas.models import Declaration, Event, Fact, State
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.models import Activity, Agreement, Enrolment
from portal.journal.models import Entry
from tests.factories import afas
from tests.factories.habpps import CafFactory, actor, caf_admin, caf_agent, national_admin, partner_admin

from ..unchanged import unchanged

pytestmark = pytest.mark.django_db

REASON = "L’activité a fermé en 2024."


@pytest.fixture
def declaration():
    return afas.declaration_of()


@pytest.fixture
def team(declaration):
    return afas.team_of(declaration)


def waive(who, *declarations, reason=REASON):
    return waive_declarations(actor=who, declarations=declarations, reason=reason)


def fresh(declaration):
    return Declaration.objects.get(pk=declaration.pk)


@pytest.mark.parametrize("who", ["agent", "administrator"])
def test_the_caf_says_so_with_a_reason(declaration, team, who):
    provider = team.fr_da
    person = team.agent if who == "agent" else actor(caf_admin(declaration.caf))
    Email.objects.all().delete()
    assert waive(person, declaration, reason=f"  {REASON} ") == 1
    now = fresh(declaration)
    assert (now.state, now.waived_from, now.waived_by, now.waived_reason) == (
        State.WAIVED,
        State.TO_ENTER,
        person.user,
        REASON,
    )
    assert Event.objects.get(kind=Event.Kind.WAIVED).reason == REASON
    assert Entry.objects.get(kind="afas.declaration_waived").facts == afas.told_of(declaration)
    letter = Email.objects.get()
    assert letter.to == [provider.user.email]
    assert REASON in letter.message


def test_several_of_an_activity_are_told_by_one_mail(declaration, team):
    june = afas.declaration_of(declaration.activity, afas.CampaignFactory(declaration_type="UPDATE", period="JUNE"))
    provider = team.fr_da
    Email.objects.all().delete()
    assert waive(team.agent, declaration, june) == 2
    letter = Email.objects.get()
    assert letter.to == [provider.user.email]
    assert "2 déclarations" in letter.subject
    assert "déclaration actualisée de janvier à juin 2026" in letter.message


@pytest.mark.parametrize("state", ["declaration_of", "entered", "provided", "returned"])
def test_it_comes_back_as_it_was(declaration, team, state):
    """Its state, its parts and their figures."""
    if state != "declaration_of":
        getattr(afas, state)(declaration, team)
    before = fresh(declaration)
    parts = list(declaration.parts.order_by("kind").values())
    waive(team.agent, declaration)
    assert list(declaration.parts.order_by("kind").values()) == parts
    Email.objects.all().delete()
    restore_declaration(actor=team.agent, declaration=declaration)
    now = fresh(declaration)
    assert (now.state, now.version, now.due_on) == (before.state, before.version, None)
    assert (now.waived_from, now.waived_at, now.waived_by, now.waived_reason) == ("", None, None, "")
    assert list(declaration.parts.order_by("kind").values()) == parts
    assert Entry.objects.filter(kind="afas.declaration_restored").count() == 1
    assert Event.objects.get(kind=Event.Kind.RESTORED).by == team.agent.user
    assert {to for mail in Email.objects.order_by("pk") for to in mail.to} <= {
        person.user.email for person in (team.fr_da, team.fr_df, team.approver)
    }


def test_one_that_comes_back_after_its_due_date_has_thirty_days():
    declaration = afas.declaration_of(late=True)
    team = afas.team_of(declaration)
    waive(team.agent, declaration)
    restore_declaration(actor=team.agent, declaration=declaration)
    assert fresh(declaration).due == clock.today() + timedelta(days=30)


@pytest.mark.parametrize("state", ["transmitted", "taken", "validated"])
def test_what_the_caf_has_received_is_not_waived(declaration, team, state):
    getattr(afas, state)(declaration, team)
    with unchanged(), pytest.raises(Refused):
        waive(team.agent, declaration)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2001])
def test_a_reason_is_needed(declaration, team, reason):
    agent = team.agent
    with unchanged(), pytest.raises(ActionError) as error:
        waive(agent, declaration, reason=reason)
    assert list(error.value.errors) == ["reason"]


def test_one_that_may_not_be_stops_all_of_them(declaration, team):
    """Nothing of a refused selection is written."""
    sent = afas.transmitted(afas.declaration_of(campaign=declaration.campaign))
    Declaration.objects.filter(pk=sent.pk).update(caf=declaration.caf)
    agent = team.agent
    with unchanged(), pytest.raises(Refused):
        waive(agent, declaration, sent)


@pytest.mark.parametrize("who", ["another Caf's agent", "the partner's administrator", "national", "approver"])
def test_nobody_else_may(declaration, team, who):
    person = {
        "another Caf's agent": lambda: actor(caf_agent(CafFactory())),
        "the partner's administrator": lambda: actor(partner_admin(declaration.activity.agreement)),
        "national": lambda: actor(national_admin()),
        "approver": lambda: team.approver,
    }[who]()
    with unchanged(), pytest.raises(Refused):
        waive(person, declaration)
    afas.waived(declaration, team)
    with unchanged(), pytest.raises(Refused):
        restore_declaration(actor=person, declaration=declaration)


def test_a_second_click_changes_nothing(declaration, team):
    waive(team.agent, declaration)
    with unchanged():
        assert waive(team.agent, declaration) == 0
    with unchanged(), pytest.raises(Refused):
        waive(actor(caf_agent(declaration.caf)), declaration)


def test_what_is_not_waived_is_not_restored(declaration, team):
    agent = team.agent
    with unchanged(), pytest.raises(Refused):
        restore_declaration(actor=agent, declaration=declaration)


def test_nobody_enters_or_transmits_it(declaration, team):
    afas.provided(declaration, team)
    waived = afas.waived(declaration, team)
    today = clock.today()
    assert "sans objet" in lock_reason(waived, "ACTIVITY", team.fr_da, today)
    assert not may_save_part(team.fr_da, waived, "ACTIVITY", today)
    assert "sans objet" in may_transmit(team.approver, waived, today).reason
    with unchanged(), pytest.raises(Refused):
        save_part(actor=team.fr_da, declaration=declaration, kind="ACTIVITY", typed={"parents": "3"}, edits=9)


def test_it_counts_nowhere():
    """Not late, not asked for, not in a total, not unfinished; and there for who looks for it."""
    declaration = afas.declaration_of(late=True)
    team, today = afas.team_of(declaration), clock.today()
    everywhere = (
        lambda: late_declarations(team.agent, today=today),
        lambda: board_declarations(team.fr_da, Chosen()),
        lambda: open_declarations(team.fr_da, today),
        lambda: recent_declarations(team.fr_da),
        lambda: count_by_campaign(Declaration.objects.all()),
        lambda: range(count_unfinished(declaration.activity.agreement)),
        lambda: range(activity_use([declaration.activity]).unfinished),
    )
    assert [len(list(read())) for read in everywhere] == [1] * len(everywhere)
    waive(team.agent, declaration)
    assert [len(list(read())) for read in everywhere] == [0] * len(everywhere)
    assert list(board_declarations(team.fr_da, Chosen(state=State.WAIVED))) == [declaration]


def test_what_was_entered_still_holds_the_years_of_the_activity(declaration, team):
    """Its dates cannot leave behind what somebody has typed."""
    assert not activity_use([declaration.activity]).years
    afas.entered(declaration, team)
    waive(team.agent, declaration)
    assert activity_use([declaration.activity]).years == {2026}


def test_the_figures_of_a_returned_one_leave_the_statistics_and_come_back(declaration, team):
    afas.returned(declaration, team)
    assert Fact.objects.filter(latest=True).exists()
    waive(team.agent, declaration)
    assert not Fact.objects.filter(latest=True).exists()
    restore_declaration(actor=team.agent, declaration=declaration)
    assert not Fact.objects.filter(latest=False).exists()


@pytest.mark.engine
@pytest.mark.parametrize(
    "change", ["waived_reason = ''", "waived_at = NULL", "waived_by_id = NULL", "waived_from = ''"]
)
def test_the_state_keeps_its_facts(declaration, team, change):
    waive(team.agent, declaration)
    with pytest.raises(IntegrityError), transaction.atomic():
        _sql(f"UPDATE afas_declaration SET {change} WHERE id = %s", declaration.pk)


@pytest.mark.engine
@pytest.mark.parametrize("change", ["state = 'WAIVED'", "waived_reason = 'x'", "waived_from = 'TO_ENTER'"])
def test_no_other_state_has_them(declaration, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        _sql(f"UPDATE afas_declaration SET {change} WHERE id = %s", declaration.pk)


class TestOpenedForNothing:
    """What an earlier version opened, or what dates have left behind: not late, and listed for the Caf."""

    @pytest.mark.parametrize("cause", ["convention ended", "enrolment ended", "activity ended", "registered later"])
    def test_it_is_listed_and_not_late(self, cause):
        declaration = afas.declaration_of(late=True)
        team, today = afas.team_of(declaration), clock.today()
        provider, agent = team.fr_da, team.agent
        assert list(late_declarations(agent, today=today)) == [declaration]
        assert not stranded_declarations(agent)
        over = {"closes_on": date(2025, 12, 31)}
        if cause == "convention ended":
            Agreement.objects.update(**over)
        elif cause == "enrolment ended":
            Enrolment.objects.update(**over)
        elif cause == "activity ended":
            Activity.objects.update(**over)
        else:
            Activity.objects.update(registered_on=today)
        assert list(stranded_declarations(agent)) == [declaration]
        assert list(late_declarations(agent, today=today)) == []
        assert open_declarations(provider, today) == []
        waive(agent, declaration)
        assert not stranded_declarations(agent)

    @pytest.mark.parametrize("over", [True, False])
    def test_one_that_is_owed_and_that_nobody_can_fill_in_is_listed_too(self, over):
        """The convention ended in the year that is declared: yesterday, or today, which is its last day."""
        declaration = afas.declaration_of()
        today = clock.today()
        Agreement.objects.update(closes_on=today - timedelta(days=over))
        assert fresh(declaration).owed
        assert bool(stranded_declarations(actor(caf_agent(declaration.caf)))) == over

    def test_another_caf_does_not_see_it(self):
        declaration = afas.declaration_of(late=True)
        Activity.objects.update(registered_on=clock.today())
        assert list(stranded_declarations(actor(caf_agent(declaration.caf)))) == [declaration]
        assert not stranded_declarations(actor(caf_agent(CafFactory())))


def _sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)
