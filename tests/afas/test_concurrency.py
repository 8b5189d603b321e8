"""Two people at once: one transmission, one receipt, one mail each; one campaign; one save. Both engines."""

import pytest
from post_office.models import Email

from portal.afas.approval import actions
from portal.afas.campaigns.actions import open_campaign
from portal.afas.desk.actions import take_declaration
from portal.afas.entry.actions import reopen_part, save_part
from portal.afas.models import Campaign, Declaration, DeclarationPart, Event, Fact, State, Transmission
from portal.base.errors import Refused, Stale
from portal.journal.models import Entry
from tests.factories import afas
from tests.factories.habpps import ActivityFactory, actor, approver, caf_agent
from tests.net.at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


def test_two_approvers_and_a_double_click_transmit_once():
    declaration = afas.declaration_of()
    team = afas.team_of(declaration)
    people = [team.approver, actor(approver(declaration.activity)), team.approver, team.approver]
    afas.provided(declaration, team)
    Email.objects.all().delete()
    edits = afas.edits(declaration)

    def transmit(who):
        return lambda: actions.transmit_declaration(actor=actor(who.user), declaration=declaration, edits=edits)

    results = at_once(*map(transmit, people))
    sent = Transmission.objects.get()
    quiet = [sent if who.id == sent.transmitted_by_id else None for who in people]
    assert [one if isinstance(one, Transmission) else None for one in results] == quiet
    told = {str(one) for one in results if isinstance(one, Refused)}
    assert all(sent.transmitted_by.get_full_name() in sentence for sentence in told)
    assert Event.objects.filter(kind=Event.Kind.TRANSMITTED).count() == 1
    assert Entry.objects.filter(kind="afas.transmitted").count() == 1
    assert Email.objects.count() == 3
    assert Fact.objects.filter(code="staff_costs").count() == 1


def test_an_approver_transmits_while_the_provider_takes_back():
    """Whoever comes first decides; never a transmitted declaration with a part in progress."""
    declaration = afas.declaration_of()
    team = afas.team_of(declaration)
    people = team.approver, team.fr_df
    afas.provided(declaration, team)
    edits = afas.edits(declaration)
    sent, taken = at_once(
        lambda: actions.transmit_declaration(actor=actor(people[0].user), declaration=declaration, edits=edits),
        lambda: reopen_part(actor=actor(people[1].user), declaration=declaration, kind="FINANCIAL"),
    )
    assert isinstance(sent, Refused) != isinstance(taken, Refused)
    left = Declaration.objects.get(pk=declaration.pk).state == State.TRANSMITTED
    assert left == isinstance(sent, Transmission) == (Transmission.objects.count() == 1)


def test_two_agents_take_the_same_declaration():
    """The first has it, the other reads who: nobody believes wrongly to have it."""
    declaration = afas.transmitted(afas.declaration_of())
    agents = [caf_agent(declaration.caf), caf_agent(declaration.caf)]
    results = at_once(
        *[lambda user=user: take_declaration(actor=actor(user), declaration=declaration) for user in agents]
    )
    holder = Declaration.objects.get(pk=declaration.pk).taken_by
    assert Event.objects.get(kind=Event.Kind.TAKEN).by == holder
    (refused,) = [one for one in results if isinstance(one, Refused)]
    assert holder.get_full_name() in str(refused)


def test_two_providers_save_from_the_same_form():
    """One is kept, the other is told: nothing is overwritten unseen."""
    declaration = afas.declaration_of()
    users = [afas.fr_df(declaration.activity), afas.fr_df(declaration.activity)]

    def save(user, amount):
        return lambda: save_part(
            actor=actor(user), declaration=declaration, kind="FINANCIAL", typed={"account_60": amount}, edits=0
        )

    results = at_once(save(users[0], "1"), save(users[1], "2"))
    assert sorted(type(one) is Stale for one in results) == [False, True]
    part = afas.part(declaration, "FINANCIAL")
    assert part.edits == 1
    assert part.document == next(one for one in results if isinstance(one, DeclarationPart)).document


def test_a_campaign_opened_twice_at_once_has_one_declaration_for_each_activity():
    activity = ActivityFactory()

    def open_it():
        return open_campaign(type_code="PSJEUNE", fiscal_year=2026, declaration_type="FORECAST")

    first, second = at_once(open_it, open_it)
    assert first == second == Campaign.objects.get()
    assert Declaration.objects.get().activity == activity
    assert DeclarationPart.objects.count() == 2
