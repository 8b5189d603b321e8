"""Beside this year's figures: what was transmitted last year, not what is being corrected."""

import pytest

from portal.afas.entry.actions import save_part
from portal.afas.entry.queries import load_references
from portal.afas.models import DeclarationType, PartKind
from tests.factories.afas import BALANCED, YEAR, CampaignFactory, Team, declaration_of, part, returned, transmitted
from tests.factories.habpps import ActivityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    return ActivityFactory()


@pytest.fixture
def this_year(activity):
    return declaration_of(activity)


@pytest.fixture
def before(activity):
    campaign = CampaignFactory(fiscal_year=YEAR - 1, declaration_type=DeclarationType.ACTUAL)
    return declaration_of(activity, campaign)


def test_nothing_stands_beside_a_first_declaration(this_year):
    assert load_references(this_year)[PartKind.FINANCIAL].last_year is None


def test_last_year_stands_beside_once_it_is_transmitted(this_year, before, activity):
    transmitted(before, Team(activity))
    found = load_references(this_year)[PartKind.FINANCIAL].last_year
    assert found.campaign == before.campaign
    assert found.document["account_64"] == BALANCED.replace(",", ".")


def test_a_correction_under_way_does_not_show(this_year, before, activity):
    """The Caf reads these figures too: it sees no draft."""
    team = Team(activity)
    returned(before, team)
    edits = part(before, PartKind.FINANCIAL).edits
    typed = {"account_64": "123,00"}
    save_part(actor=team.fr_df, declaration=before, kind=PartKind.FINANCIAL, typed=typed, edits=edits)
    assert load_references(this_year)[PartKind.FINANCIAL].last_year.document["account_64"] == BALANCED.replace(",", ".")


def test_another_activity_of_the_partner_does_not_stand_beside(this_year, activity):
    other = ActivityFactory(agreement=activity.agreement)
    campaign = CampaignFactory(fiscal_year=YEAR - 1, declaration_type=DeclarationType.ACTUAL)
    transmitted(declaration_of(other, campaign), Team(other))
    assert load_references(this_year)[PartKind.FINANCIAL].last_year is None
