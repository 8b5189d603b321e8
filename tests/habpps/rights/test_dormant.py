"""Why a right that is given does not count: which, since or until when, and nothing of an account that has not answered."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.accounts.models import User
from portal.habpps.models import Agreement
from portal.habpps.rights.dormant import DORMANT_COLUMNS, OPENINGS, SUSPENDED, why_dormant

TODAY = date(2026, 6, 15)
A_DAY = timedelta(days=1)
AT, BEFORE = datetime(2026, 6, 10, 12, tzinfo=UTC), datetime(2026, 6, 8, 12, tzinfo=UTC)


def row(**own) -> dict:
    """Everything open since January, a contract and groups among them or not."""
    found = {**dict.fromkeys(DORMANT_COLUMNS), "valid_from": date(2026, 1, 1), "shown_invited_at": None}
    return {**found, "user__state": User.State.ACTIVE, "agreement__state": Agreement.State.VALIDATED, **own}


@pytest.mark.parametrize(
    ("own", "why"),
    [
        ({"shown_invited_at": AT}, "invitation envoyée le 10/06/2026, sans réponse"),
        (
            {"shown_invited_at": AT, "user__state": User.State.SUSPENDED},
            "invitation envoyée le 10/06/2026, sans réponse",
        ),
        ({"user__state": User.State.PENDING}, "compte à activer"),
        ({"user__state": User.State.SUSPENDED}, "compte suspendu"),
        ({"suspended_at": AT}, "accès suspendu par la Caf depuis le 10/06/2026"),
        (
            {"suspended_at": AT, "parent__parent__suspended_at": BEFORE},
            "accès suspendu par la Caf depuis le 08/06/2026",
        ),
        ({"agreement__suspended_at": AT}, "convention suspendue par la Caf depuis le 10/06/2026"),
        ({"agreement__state": Agreement.State.DRAFT}, "convention pas encore validée"),
        (
            {"user__state": User.State.PENDING, "valid_from": TODAY + A_DAY},
            "compte à activer, à partir du 16/06/2026",
        ),
        ({"valid_from": TODAY}, "sans effet aujourd'hui"),
        ({}, "sans effet aujourd'hui"),
    ],
)
def test_each_reason(own, why):
    assert why_dormant(row(**own), TODAY) == why


@pytest.mark.parametrize("name", OPENINGS)
def test_the_last_of_what_must_open_says_when(name):
    waits = row(**{"agreement__opens_on": TODAY + A_DAY, "valid_from": TODAY} | {name: TODAY + 2 * A_DAY})
    assert why_dormant(waits, TODAY) == "à partir du 17/06/2026"


@pytest.mark.parametrize("name", [name for name in SUSPENDED if not name.startswith("agreement")])
def test_a_suspension_at_any_level(name):
    assert why_dormant(row(**{name: AT}), TODAY) == "accès suspendu par la Caf depuis le 10/06/2026"
