"""Who may give and end rights, and what a convention lacks: every condition by itself."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.habpps.models import Agreement
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.habpps.rights.rules import (
    BY_AMENDMENT,
    NOT_ONESELF,
    ONLY_ADMINISTRATORS,
    LostByEnding,
    administrators_warning,
    ends_by_amendment,
    has_lapsed,
    may_change,
    may_end_grant,
    may_grant,
    vacant_roles,
)

ME, OTHER = 1, 2
GIVES = {Role.PARTNER_USER}
NAMES = {Role.PARTNER_USER, Role.PARTNER_ADMIN}


@pytest.mark.parametrize(
    ("user", "role", "why"),
    [
        (OTHER, Role.PARTNER_USER, ""),
        (ME, Role.PARTNER_USER, NOT_ONESELF),
        (OTHER, Role.APPROVER, "Vous ne pouvez pas donner le rôle «\u00a0Approbateur\u00a0» ici."),
        (ME, Role.APPROVER, "Vous ne pouvez pas donner le rôle «\u00a0Approbateur\u00a0» ici."),
    ],
)
def test_nobody_gives_above_themselves_nor_to_themselves(user, role, why):
    decision = may_grant(actor_id=ME, user_id=user, role=role, grantable=GIVES)
    assert (bool(decision), decision.reason) == (not why, why)


ENDS = {
    "user_id": OTHER,
    "role": Role.PARTNER_USER,
    "grantable": NAMES,
    "by_administrator": True,
    "lost": LostByEnding(),
}
DAY = date(2026, 6, 1)
ADMINISTERS = LostByEnding(administration=True, others=1)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({}, ""),
        ({"role": Role.APPROVER}, "Vous ne pouvez pas retirer le rôle"),
        ({"user_id": ME}, NOT_ONESELF),
        ({"by_administrator": False}, ""),
        ({"lost": LostByEnding(membership=True)}, ""),
        ({"lost": LostByEnding(membership=True), "by_administrator": False}, ONLY_ADMINISTRATORS),
        ({"lost": LostByEnding(by_amendment=True)}, ""),
        ({"lost": ADMINISTERS}, ""),
        ({"lost": replace(ADMINISTERS, by_amendment=True)}, BY_AMENDMENT),
        ({"lost": replace(ADMINISTERS, others=0)}, "C'est le dernier administrateur"),
        (
            {"lost": replace(ADMINISTERS, alone=DAY)},
            "n'aurait plus d'administrateur en mesure d'agir le 1er\u00a0juin 2026",
        ),
        ({"lost": LostByEnding(alone=DAY)}, ""),
        ({"lost": LostByEnding(nobody_gives=DAY)}, "Plus personne ne pourrait donner de rôle le 1er\u00a0juin 2026"),
    ],
)
def test_what_stands_in_the_way_of_an_end(facts, why):
    """The administration of a convention has conditions of its own; other rights have none of them."""
    decision = may_end_grant(actor_id=ME, **{**ENDS, **facts})
    assert bool(decision) == (not why)
    assert why in decision.reason


@pytest.mark.parametrize("state", Agreement.State.values)
def test_papers_that_are_validated_change_by_an_avenant(state):
    assert ends_by_amendment(state, named_by_actor=True) == (state == Agreement.State.VALIDATED)
    assert ends_by_amendment(state, named_by_actor=False)


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "n'a aucun administrateur"), (1, "n'a plus qu'un administrateur"), (2, ""), (3, "")],
)
def test_a_convention_has_two_administrators(count, said):
    warning = administrators_warning(count)
    assert bool(warning) == bool(said)
    assert said in warning


def test_vacant_is_what_is_expected_and_held_by_nobody():
    da, df, ok = AFAS_ROLES
    assert vacant_roles(AFAS_ROLES, [df]) == [da, ok]
    assert vacant_roles([df], []) == [df]
    assert vacant_roles(AFAS_ROLES, list(AFAS_ROLES)) == []


@pytest.mark.parametrize("state", Agreement.State.values)
def test_only_a_closed_convention_no_longer_changes(state):
    assert bool(may_change(state)) == (state != Agreement.State.CLOSED)


def test_an_invitation_lapses_at_the_very_hour():
    sent = datetime(2026, 6, 1, 12, tzinfo=UTC)
    for minutes, lapsed in ((-1, False), (0, True), (1, True)):
        assert has_lapsed(sent, sent + timedelta(hours=24, minutes=minutes), 24) == lapsed
