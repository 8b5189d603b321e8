"""Who may decide on somebody's name, by where that person holds rights: pure."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.habpps.names.rules import (
    NATION,
    Desk,
    Holding,
    desks_of,
    is_overdue,
    may_cancel,
    may_decide,
    people_asked,
    sits_at,
)
from portal.habpps.rights.roles import Role

CAF, OTHER_CAF = 1, 2


def at(agreement: int, role: Role = Role.PARTNER_USER, *, caf: int = CAF, delegated: bool = True) -> Holding:
    return Holding(role, caf, agreement, delegated)


def of_caf(role: Role, caf: int = CAF) -> Holding:
    return Holding(role, caf, None, False)


def admin(agreement: int, **more) -> Holding:
    return at(agreement, Role.PARTNER_ADMIN, **more)


NATIONAL = Holding(Role.NATIONAL_ADMIN, None, None, False)
OF_CAF = Desk(caf_id=CAF)


def both(*agreements: int) -> Desk:
    return Desk(agreements=frozenset(agreements))


@pytest.mark.parametrize(
    ("holdings", "desks"),
    [
        ([], []),
        ([at(10)], [both(10), OF_CAF, NATION]),
        ([at(10), at(10, Role.APPROVER)], [both(10), OF_CAF, NATION]),
        ([at(10), at(11)], [both(10, 11), OF_CAF, NATION]),
        ([at(10, delegated=False)], [OF_CAF, NATION]),
        ([at(10), at(11, delegated=False)], [OF_CAF, NATION]),
        ([at(10), admin(10)], [OF_CAF, NATION]),
        ([at(10), admin(11)], [OF_CAF, NATION]),
        ([at(10), at(20, caf=OTHER_CAF)], [both(10, 20), NATION]),
        ([at(10), admin(20, caf=OTHER_CAF)], [NATION]),
        ([of_caf(Role.CAF_AGENT)], [OF_CAF, NATION]),
        ([of_caf(Role.CAF_ADMIN)], [OF_CAF, NATION]),
        ([of_caf(Role.CAF_AGENT), at(10)], [OF_CAF, NATION]),
        ([of_caf(Role.CAF_ADMIN), of_caf(Role.CAF_AGENT, OTHER_CAF)], [NATION]),
        ([of_caf(Role.CAF_AGENT), at(20, caf=OTHER_CAF)], [NATION]),
        ([NATIONAL], [NATION]),
        ([NATIONAL, of_caf(Role.CAF_ADMIN)], [NATION]),
    ],
)
def test_who_decides_administers_every_place(holdings, desks):
    assert desks_of(holdings) == desks


@pytest.mark.parametrize(
    ("desk", "seats", "sits"),
    [
        (both(10), [admin(10)], True),
        (both(10), [admin(11)], False),
        (both(10, 11), [admin(10)], False),
        (both(10, 11), [admin(10), admin(11)], True),
        (both(10), [admin(10, delegated=False)], False),
        (both(10), [at(10, Role.AFAS_MANAGER)], False),
        (both(10), [of_caf(Role.CAF_ADMIN)], False),
        (OF_CAF, [of_caf(Role.CAF_ADMIN)], True),
        (OF_CAF, [of_caf(Role.CAF_AGENT)], False),
        (OF_CAF, [of_caf(Role.CAF_ADMIN, OTHER_CAF)], False),
        (OF_CAF, [admin(10)], False),
        (NATION, [NATIONAL], True),
        (NATION, [of_caf(Role.CAF_ADMIN)], False),
        (NATION, [], False),
    ],
)
def test_a_desk_is_for_those_who_administer_all_of_it(desk, seats, sits):
    assert sits_at(desk, seats) is sits


def test_the_nearest_desk_where_somebody_else_sits_is_asked():
    seats = {1: [admin(10)], 2: [admin(10)], 3: [of_caf(Role.CAF_ADMIN)], 4: [NATIONAL]}
    desks = [both(10), OF_CAF, NATION]
    assert people_asked(desks, seats, 9) == {1, 2}
    assert people_asked(desks, seats, 1) == {2}
    assert people_asked(desks, {3: seats[3], 4: seats[4]}, 9) == {3}
    assert people_asked([OF_CAF, NATION], {3: seats[3], 4: seats[4]}, 3) == {4}
    assert people_asked([OF_CAF, NATION], {3: seats[3]}, 3) == frozenset()
    assert people_asked([], seats, 9) == frozenset()


def test_after_a_week_the_next_desk_is_asked_too():
    seats = {1: [admin(10)], 3: [of_caf(Role.CAF_ADMIN)], 4: [NATIONAL]}
    desks = [both(10), OF_CAF, NATION]
    assert people_asked(desks, seats, 9, overdue=True) == {1, 3}
    assert people_asked(desks, {1: seats[1], 4: seats[4]}, 9, overdue=True) == {1, 4}
    now = datetime(2026, 10, 12, tzinfo=UTC)
    assert not is_overdue(now - timedelta(days=7) + timedelta(microseconds=1), now)
    assert is_overdue(now - timedelta(days=7), now)


def test_nobody_decides_on_their_own_name():
    desks, seats = [OF_CAF, NATION], [of_caf(Role.CAF_ADMIN)]
    assert "propre nom" in may_decide("REQUESTED", actor_id=1, person_id=1, desks=desks, seats=seats).reason
    assert may_decide("REQUESTED", actor_id=1, person_id=2, desks=desks, seats=seats)
    assert not may_decide("REQUESTED", actor_id=1, person_id=2, desks=[NATION], seats=seats)
    assert not may_decide("REQUESTED", actor_id=1, person_id=2, desks=[], seats=[NATIONAL])


@pytest.mark.parametrize("state", ["ACCEPTED", "REFUSED", "CANCELLED"])
def test_what_is_decided_stays_so(state):
    desks, seats = [OF_CAF, NATION], [of_caf(Role.CAF_ADMIN)]
    assert not may_decide(state, actor_id=1, person_id=2, desks=desks, seats=seats)
    assert not may_cancel(state, actor_id=2, person_id=2)


def test_only_the_author_cancels():
    assert may_cancel("REQUESTED", actor_id=2, person_id=2)
    assert not may_cancel("REQUESTED", actor_id=1, person_id=2)
