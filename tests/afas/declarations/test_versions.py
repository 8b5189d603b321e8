"""`history`: each version stays readable, with what changed since the one before."""

import pytest

from portal.afas.approval.actions import transmit_declaration
from portal.afas.declarations.queries.versions import history_of, version_history
from portal.afas.entry.actions import save_part
from tests.factories import afas
from tests.net.queries import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def twice():
    """Returned once, and transmitted again with two figures changed and an animator more."""
    declaration = afas.declaration_of()
    team = afas.team_of(declaration)
    afas.returned(declaration, team, parts=("FINANCIAL", "ACTIVITY"))
    rows = [{"diploma": "LEVEL_4", "etp": "1", "months": "12", "etp_asked": "1"}, {"diploma": "LEVEL_5", "etp": "0,5"}]
    rows[1] |= {"months": "12", "etp_asked": "0"}
    typed = {"FINANCIAL": {"account_64": "50 000", "account_744": "30 000"}, "ACTIVITY": {"animators": rows}}
    for kind, changed in typed.items():
        edits = afas.part(declaration, kind).edits
        save_part(actor=team.provider(kind), declaration=declaration, kind=kind, typed=changed, edits=edits)
        afas.provide(declaration, team, kind)
    transmit_declaration(actor=team.approver, declaration=declaration, edits=afas.edits(declaration))
    return declaration


def test_the_latest_comes_first_with_its_differences(twice):
    latest, first = version_history(twice)
    assert (latest.number, first.number, first.changes) == (2, 1, [])
    changes = {change.code: change for change in latest.changes}
    assert {"account_64", "account_744"} <= set(changes)
    money = changes["account_64"]
    assert money.label == "64 Frais de personnel"
    assert (money.before, money.after) == ("40\u202f000,00\u00a0€", "50\u202f000,00\u00a0€")


def test_a_new_row_is_a_difference(twice):
    rows = [change for change in version_history(twice)[0].changes if change.code.startswith("animators.1.")]
    assert [change.before for change in rows] == ["", "", "", ""]
    assert rows[1].after == "0,50\u00a0ETP"


def test_any_number_of_versions_costs_one_query(twice):
    assert len(queries_of(lambda: version_history(twice))) == 1
    assert len(queries_of(lambda: history_of(twice))) == 1
