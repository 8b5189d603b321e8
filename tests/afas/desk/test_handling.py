"""`take`, `return_for_correction`, `validate`: what the Caf does with a declaration that it has received."""

import pytest
from post_office.models import Email

from portal.afas.desk.actions import return_for_correction, take_declaration, validate_declaration
from portal.afas.models import Event, PartState, State, Transmission
from portal.base.errors import ActionError, Refused
from portal.journal.models import Entry
from tests.factories import afas
from tests.factories.habpps import CafFactory, actor, caf_admin, caf_agent, national_admin

from ..unchanged import unchanged

pytestmark = pytest.mark.django_db


@pytest.fixture
def declaration():
    return afas.declaration_of()


@pytest.fixture
def team(declaration):
    return afas.team_of(declaration)


def send_back(who, declaration, parts=("FINANCIAL",), reason="Détaillez le compte 64."):
    return return_for_correction(actor=who, declaration=declaration, parts=parts, reason=reason)


def test_an_agent_takes_a_declaration_in_hand(declaration, team):
    afas.transmitted(declaration, team)
    taken = take_declaration(actor=team.agent, declaration=declaration)
    assert (taken.state, taken.taken_by_id) == (State.IN_REVIEW, team.agent.id)
    assert taken.taken_at is not None
    assert Event.objects.get(kind=Event.Kind.TAKEN).version == 1
    assert Entry.objects.get(kind="afas.taken").caf_id == declaration.caf_id


def test_taking_it_again_changes_nothing(declaration, team):
    afas.taken(declaration, team)
    with unchanged():
        take_declaration(actor=team.agent, declaration=declaration)


def test_a_colleague_takes_it_over(declaration, team):
    """Somebody may be absent."""
    afas.taken(declaration, team)
    colleague = actor(caf_agent(declaration.caf))
    holder = team.agent.user.public_id
    taken = take_declaration(actor=colleague, declaration=declaration, shown_holder=holder)
    assert (taken.state, taken.taken_by_id) == (State.IN_REVIEW, colleague.id)


def test_nobody_takes_by_accident_what_a_colleague_has_just_taken(declaration, team):
    """The button was shown while the file was free, or in the hands of a third person: the answer names who has it."""
    afas.taken(declaration, team)
    colleague, third = actor(caf_agent(declaration.caf)), caf_agent(declaration.caf)
    for shown in ("", third.public_id):
        with unchanged(), pytest.raises(Refused) as refused:
            take_declaration(actor=colleague, declaration=declaration, shown_holder=shown)
        assert team.agent.user.get_full_name() in str(refused.value)


def test_the_caf_validates(declaration, team):
    """Nothing of it changes any more; the partner's people are told."""
    afas.taken(declaration, team)
    Email.objects.all().delete()
    closed = validate_declaration(actor=team.agent, declaration=declaration)
    assert (closed.state, closed.taken_by_id) == (State.VALIDATED, team.agent.id)
    assert closed.closed_at is not None
    assert {afas.part(declaration, kind).state for kind in ("ACTIVITY", "FINANCIAL")} == {PartState.ACCEPTED}
    told = {mail.to[0] for mail in Email.objects.all()}
    assert told == {person.user.email for person in (team.fr_da, team.fr_df, team.approver)}
    with unchanged():
        validate_declaration(actor=team.agent, declaration=declaration)


def test_the_caf_returns_one_half(declaration, team):
    """The other stays provided; the version that was sent stays; its providers and the approver are told why."""
    afas.taken(declaration, team)
    Email.objects.all().delete()
    returned = send_back(team.agent, declaration)
    assert (returned.state, returned.taken_by_id, returned.version) == (State.RETURNED, team.agent.id, 1)
    part = afas.part(declaration, "FINANCIAL")
    assert (part.state, part.correction) == (PartState.TO_CORRECT, "Détaillez le compte 64.")
    assert part.document["account_64"] == "40000.00"
    assert afas.part(declaration, "ACTIVITY").state == PartState.PROVIDED
    assert Event.objects.get(kind=Event.Kind.RETURNED).reason == "Détaillez le compte 64."
    facts = Entry.objects.get(kind="afas.returned").facts
    assert facts == {"version": 1, "parts": ["FINANCIAL"], **afas.told_of(declaration)}
    mails = {mail.to[0]: mail.message for mail in Email.objects.all()}
    assert set(mails) == {team.fr_df.user.email, team.approver.user.email}
    assert all("Motif\u00a0: Détaillez le compte 64." in text for text in mails.values())
    assert Transmission.objects.count() == 1


def test_the_caf_returns_both_halves(declaration, team):
    afas.taken(declaration, team)
    send_back(team.agent, declaration, parts=["FINANCIAL", "ACTIVITY"])
    assert {afas.part(declaration, kind).state for kind in ("ACTIVITY", "FINANCIAL")} == {PartState.TO_CORRECT}


@pytest.mark.parametrize(
    ("parts", "reason", "field"),
    [((), "Non.", "parts"), (("OTHER",), "Non.", "parts"), (("FINANCIAL",), "  ", "reason")],
)
def test_a_return_says_what_and_why(declaration, team, parts, reason, field):
    afas.taken(declaration, team)
    with unchanged(), pytest.raises(ActionError) as error:
        send_back(team.agent, declaration, parts, reason)
    assert set(error.value.errors) == {field}


def test_it_is_taken_before_it_is_decided(declaration, team):
    afas.transmitted(declaration, team)
    agent = team.agent
    for act in (
        lambda: send_back(agent, declaration),
        lambda: validate_declaration(actor=agent, declaration=declaration),
    ):
        with unchanged(), pytest.raises(Refused, match="Prenez d’abord"):
            act()


def test_who_has_not_the_file_does_not_decide(declaration, team):
    afas.taken(declaration, team)
    colleague = actor(caf_agent(declaration.caf))
    with unchanged(), pytest.raises(Refused, match="Un autre gestionnaire"):
        validate_declaration(actor=colleague, declaration=declaration)


@pytest.mark.parametrize("state", ["entered", "provided", "returned", "validated"])
def test_what_is_not_received_is_not_taken(declaration, team, state):
    getattr(afas, state)(declaration, team)
    agent = actor(caf_agent(declaration.caf))
    with unchanged(), pytest.raises(Refused):
        take_declaration(actor=agent, declaration=declaration)


def test_only_agents_of_the_caf_handle(declaration, team):
    """Neither its administrator, nor the nation's, nor another Caf, nor the partner."""
    afas.transmitted(declaration, team)
    people = [caf_admin(declaration.caf), national_admin(), caf_agent(CafFactory())]
    for person in (*map(actor, people), team.approver, team.fr_df):
        with unchanged(), pytest.raises(Refused):
            take_declaration(actor=person, declaration=declaration)


def test_a_validated_declaration_is_not_returned(declaration, team):
    afas.validated(declaration, team)
    with unchanged(), pytest.raises(Refused):
        send_back(team.agent, declaration)
