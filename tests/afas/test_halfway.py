"""An exception after any step of an action leaves nothing half done (norm 27)."""

import pytest
from django.db import connection

from portal.afas.approval.actions import transmit_declaration
from portal.afas.desk.actions import return_for_correction, take_declaration
from portal.afas.entry.actions import provide_part, save_part
from tests.factories import afas

from .unchanged import everything

pytestmark = pytest.mark.django_db


class KilledError(Exception):
    """The process dies here."""


class DiesAfter:
    """Execute wrapper that raises once the n-th writing statement has run."""

    def __init__(self, writes):
        self.left = writes

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self.left -= 1
            if self.left == 0:
                raise KilledError
        return result


def dies_anywhere(act):
    """Runs `act` killed after its first write, its second…, until it goes through; the number of its writes."""
    for writes in range(1, 100):
        before = everything()
        try:
            with connection.execute_wrapper(DiesAfter(writes)):
                act()
        except KilledError:
            assert everything() == before, f"write {writes} is left behind"
        else:
            return writes - 1
    raise AssertionError("more than 100 writes")


def test_transmit():
    declaration = afas.declaration_of()
    team = afas.team_of(declaration)
    afas.provided(declaration, team)
    edits = afas.edits(declaration)
    approver = team.approver
    steps = dies_anywhere(lambda: transmit_declaration(actor=approver, declaration=declaration, edits=edits))
    assert steps >= 10


def test_save_and_provide():
    declaration = afas.declaration_of()
    team = afas.team_of(declaration)
    provider = team.fr_df
    typed = afas.answers("FINANCIAL")
    saving = {"actor": provider, "declaration": declaration, "kind": "FINANCIAL", "typed": typed, "edits": 0}
    assert dies_anywhere(lambda: save_part(**saving)) >= 3
    providing = {"actor": provider, "declaration": declaration, "kind": "FINANCIAL", "edits": 1, "justifications": {}}
    assert dies_anywhere(lambda: provide_part(**providing)) >= 3


def test_the_cafs_decisions():
    declaration = afas.declaration_of()
    team = afas.team_of(declaration)
    afas.transmitted(declaration, team)
    agent = team.agent
    assert dies_anywhere(lambda: take_declaration(actor=agent, declaration=declaration)) >= 3
    returning = {"actor": agent, "declaration": declaration, "parts": ["ACTIVITY"], "reason": "Non."}
    assert dies_anywhere(lambda: return_for_correction(**returning)) >= 4
