"""A Caf keeps an administrator on every day: which days are covered, and what is refused."""

from datetime import date

import pytest

from portal.habpps.officials.rules import cafs_warning, may_end_official
from portal.habpps.rights.periods import Period, covers_every_day
from portal.habpps.rights.roles import Role

MAY = {Role.CAF_ADMIN, Role.CAF_AGENT}


def days(start: int, until: int | None = None) -> Period:
    """Of January 2030."""
    return Period(date(2030, 1, start), date(2030, 1, until) if until else None)


@pytest.mark.parametrize(
    ("asked", "held", "all_covered"),
    [
        (days(5), [], False),
        (days(5), [days(1)], True),
        (days(5), [days(5)], True),
        (days(5), [days(6)], False),
        (days(5), [days(1, 20)], False),
        (days(5, 20), [days(1, 20)], True),
        (days(5, 20), [days(1, 19)], False),
        (days(5, 20), [days(11, 20), days(1, 10)], True),
        (days(5, 20), [days(1, 10), days(12, 20)], False),
        (days(5), [days(1, 10), days(3, 6), days(11)], True),
        (days(5), [days(1, 3), days(5)], True),
        (days(5), [days(1, 3)], False),
    ],
)
def test_each_of_the_days_needs_somebody(asked, held, all_covered):
    assert covers_every_day(asked, held) is all_covered


def ending(**given):
    asked = {"actor_id": 1, "user_id": 2, "role": Role.CAF_AGENT, "grantable": MAY, "leaves_nobody": False}
    return may_end_official(**{**asked, **given})


def test_who_may_end_whom():
    assert ending()
    assert ending(role=Role.CAF_ADMIN)
    assert "dernier administrateur" in ending(role=Role.CAF_ADMIN, leaves_nobody=True).reason
    assert "vos propres droits" in ending(user_id=1).reason
    assert "Vous ne pouvez pas retirer" in ending(grantable=set()).reason


def test_two_administrators_are_wanted():
    assert cafs_warning([]) == ""
    assert cafs_warning([("Caf de la Somme", 1)]).startswith("La Caf de la Somme n'a qu'un administrateur")
    assert "n'a aucun administrateur" in cafs_warning([("Caf de la Somme", 0)])
    assert "(Caf du Nord, Caf de la Somme) : il en faut" in cafs_warning([("Caf du Nord", 0), ("Caf de la Somme", 1)])
    assert "7 Cafs ont moins" in (said := cafs_warning([(f"Caf {number}", 1) for number in range(7)]))
    assert "Caf 4, et 2 de plus)" in said
