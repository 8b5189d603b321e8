"""`lock_reason`: a closed part says why (norm 19)."""

import pytest

from portal.afas.declarations.rules import is_late, lock_reason
from tests.factories import afas

pytestmark = pytest.mark.django_db


def reason(declaration, who, kind="FINANCIAL"):
    return lock_reason(declaration, kind, who, who.today)


def test_open_says_nothing():
    declaration = afas.declaration_of()
    assert reason(declaration, afas.team_of(declaration).fr_df) is None


def test_no_role_on_this_activity():
    declaration = afas.declaration_of()
    said = reason(declaration, afas.team_of(declaration).fr_da)
    assert said == "Vous n’avez pas le rôle «\u00a0Fournisseur de données financières\u00a0» sur cette activité."


def test_not_open_yet():
    declaration = afas.declaration_of(not_open=True)
    assert reason(declaration, afas.team_of(declaration).fr_df).startswith("Cette déclaration ouvrira le ")


def test_waiting_for_approval():
    declaration = afas.declaration_of()
    team = afas.team_of(declaration)
    assert "attendent l’approbation" in reason(afas.provided(declaration, team), team.fr_df)


def test_transmitted_by_whom_and_when():
    declaration = afas.declaration_of()
    team = afas.team_of(declaration)
    said = reason(afas.transmitted(declaration, team), team.fr_df)
    assert team.approver.user.get_full_name() in said
    assert " à " in said


def test_validated():
    declaration = afas.declaration_of()
    team = afas.team_of(declaration)
    assert "a validé cette déclaration le" in reason(afas.validated(declaration, team), team.fr_df)


def test_a_returned_half_is_open_and_the_other_is_provided():
    declaration = afas.declaration_of()
    team = afas.team_of(declaration)
    returned = afas.returned(declaration, team)
    assert reason(returned, team.fr_df) is None
    assert "sont fournies" in reason(returned, team.fr_da, "ACTIVITY")


def test_late_is_said_until_it_is_sent_and_after():
    declaration = afas.declaration_of(late=True)
    team = afas.team_of(declaration)
    assert is_late(declaration, team.agent.today)
    assert is_late(afas.returned(declaration, team), team.agent.today)
