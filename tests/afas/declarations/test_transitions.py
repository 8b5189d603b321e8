"""The tables of transitions are the only authority: the rules follow them in every state, for every action."""

from itertools import product

import pytest

from portal.afas.declarations.actions import ImpossibleTransitionError, set_part_state, set_state
from portal.afas.declarations.rules import (
    lock_reason,
    may_become,
    may_provide_part,
    may_reopen_part,
    may_return,
    may_save_part,
    may_send_back_part,
    may_take,
    may_transmit,
    may_validate,
)
from portal.afas.models import Declaration, DeclarationPart, PartState, State
from portal.afas.models.declarations import PART_TRANSITIONS, TRANSITIONS
from tests.factories import afas

pytestmark = pytest.mark.django_db

POSSIBLE = [
    (declaration, activity, financial)
    for declaration, activity, financial in product(State, PartState, PartState)
    if PartState.ACCEPTED not in (activity, financial) or declaration == State.VALIDATED
]


def in_state(declaration, state, activity="PROVIDED", financial="PROVIDED"):
    """The declaration in memory as if it were in these states: rules read nothing else."""
    fresh = Declaration.objects.select_related("campaign", "activity__agreement").get(pk=declaration.pk)
    fresh.state = state
    parts = [
        DeclarationPart(declaration=fresh, kind=k, state=s)
        for k, s in (("ACTIVITY", activity), ("FINANCIAL", financial))
    ]
    fresh._prefetched_objects_cache = {"parts": parts}
    fresh.last_transmission = None
    return fresh


@pytest.fixture
def world():
    declaration = afas.declaration_of()
    team = afas.team_of(declaration)
    return declaration, team, [team.fr_da, team.fr_df, team.approver, team.agent]


def test_every_state_has_its_row():
    assert set(TRANSITIONS) == set(State)
    assert set(PART_TRANSITIONS) == set(PartState)


def test_what_is_allowed_leads_to_a_state_of_the_tables(world):
    """Walks the product of the states of the declaration and of both parts."""
    declaration, team, people = world
    [who.grants for who in people]
    today = team.agent.today
    for state, activity, financial in POSSIBLE:
        shown = in_state(declaration, state, activity, financial)
        for kind, part in (("ACTIVITY", activity), ("FINANCIAL", financial)):
            may_enter = State.IN_PROGRESS in TRANSITIONS[state] or state == State.IN_PROGRESS
            provider = team.provider(kind)
            if may_save_part(provider, shown, kind, today):
                assert may_enter
                assert part == PartState.IN_PROGRESS or PartState.IN_PROGRESS in PART_TRANSITIONS[part]
                assert part != PartState.PROVIDED
            if may_provide_part(provider, shown, kind, today):
                assert PartState.PROVIDED in PART_TRANSITIONS[part]
            if may_reopen_part(provider, shown, kind, today):
                assert may_enter
                assert PartState.IN_PROGRESS in PART_TRANSITIONS[part]
            if may_send_back_part(team.approver, shown, kind, today):
                assert may_enter
                assert PartState.TO_CORRECT in PART_TRANSITIONS[part]
        if may_transmit(team.approver, shown, today):
            assert State.TRANSMITTED in TRANSITIONS[state]
            assert {activity, financial} == {PartState.PROVIDED}


EXPECTED = {
    "save": {State.TO_ENTER, State.IN_PROGRESS, State.RETURNED},
    "transmit": {State.TO_APPROVE},
    "take": {State.TRANSMITTED, State.IN_REVIEW},
    "validate": {State.IN_REVIEW},
    "return": {State.IN_REVIEW},
}


@pytest.mark.parametrize("state", State)
def test_each_action_in_each_state(world, state):
    """What is allowed, and nothing else."""
    declaration, team, _ = world
    today, parts = team.agent.today, ("IN_PROGRESS" if state in EXPECTED["save"] else "PROVIDED", "PROVIDED")
    shown = in_state(declaration, state, *parts)
    allowed = {
        "save": may_save_part(team.fr_da, shown, "ACTIVITY", today),
        "transmit": may_transmit(team.approver, shown, today),
        "take": may_take(team.agent, shown),
    }
    shown.taken_by_id = team.agent.id
    allowed |= {"validate": may_validate(team.agent, shown), "return": may_return(team.agent, shown)}
    for name, decision in allowed.items():
        assert bool(decision) == (state in EXPECTED[name]), name
        assert decision or decision.reason


@pytest.mark.parametrize(("start", "target"), list(product(State, State)))
def test_no_code_leaves_the_table(world, start, target):
    shown = in_state(world[0], start)
    if start == target or target in TRANSITIONS[start]:
        assert may_become(shown, target) == (start != target)
        return
    with pytest.raises(ImpossibleTransitionError):
        set_state(shown, target)


@pytest.mark.parametrize(("start", "target"), list(product(PartState, PartState)))
def test_no_code_leaves_the_table_of_halves(start, target):
    part = DeclarationPart(state=start)
    if start == target or target in PART_TRANSITIONS[start]:
        return
    with pytest.raises(ImpossibleTransitionError):
        set_part_state(part, target)


def test_rules_ask_nothing_of_the_database(world, django_assert_num_queries):
    """A list of twenty declarations costs no query for its buttons."""
    declaration, team, people = world
    [who.grants for who in people]
    shown = in_state(declaration, State.IN_PROGRESS, "IN_PROGRESS", "PROVIDED")
    shown.opens, shown.due = declaration.opens, declaration.due
    today = team.agent.today
    with django_assert_num_queries(0):
        for who in people:
            for kind in ("ACTIVITY", "FINANCIAL"):
                may_save_part(who, shown, kind, today)
                may_reopen_part(who, shown, kind, today)
                lock_reason(shown, kind, who, today)
            may_transmit(who, shown, today)
            may_take(who, shown)
            may_validate(who, shown)
