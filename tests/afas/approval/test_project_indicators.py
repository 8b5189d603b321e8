"""Indicators are computed again from what was transmitted, when the catalogue declares others."""

from io import StringIO

import pytest
from django.core.management import call_command

from portal.afas.approval import actions
from portal.afas.entry.actions import save_part
from portal.afas.models import Fact
from portal.catalogue.current import get_catalogue
from portal.statistics.refreshing import CODES
from tests.factories import afas

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def rows() -> list[tuple]:
    return list(Fact.objects.order_by("transmission", "code").values_list("transmission", "code", "value", "latest"))


def test_every_transmission_is_read_again():
    """The first version stays what it was, and is not the latest."""
    declaration = afas.declaration_of()
    team = afas.team_of(declaration)
    declaration = afas.returned(declaration, team, account_70623="20 000")
    part = afas.part(declaration, "FINANCIAL")
    typed = {"account_64": "50 000", "account_744": "30 000"}
    save_part(actor=team.fr_df, declaration=declaration, kind="FINANCIAL", typed=typed, edits=part.edits)
    afas.provide(declaration, team, "FINANCIAL")
    actions.transmit_declaration(actor=team.approver, declaration=declaration, edits=afas.edits(declaration))
    before = rows()
    assert {latest for *_, latest in before} == {True, False}
    Fact.objects.filter(code="staff_costs").delete()
    Fact.objects.filter(code="young").update(code="dropped")
    out = StringIO()
    call_command("project_indicators", stdout=out)
    assert rows() == before
    assert out.getvalue() == f"2 transmissions, {len(before)} indicators\n"
    call_command("project_indicators", stdout=StringIO())
    assert rows() == before


def test_what_pages_show_is_an_indicator_in_every_year():
    for found in get_catalogue().types.values():
        for edition in found.editions.values():
            assert set(CODES) <= {spec.code for spec in edition.indicators}
