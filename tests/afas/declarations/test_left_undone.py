"""What the end of roles leaves undone: open declarations whose part, or whose approval, loses its only people."""

import pytest

from portal.afas.declarations.queries.closing import count_left_undone
from portal.base import clock
from portal.habpps.grants.queries.ends import describe_ends
from portal.habpps.models import Grant
from portal.habpps.rights.coverage import Cover, LostCover
from portal.habpps.rights.roles import AFAS_ROLES
from tests.factories.afas import Team, declaration_of, entered, provided, returned, transmitted
from tests.factories.habpps import ActivityFactory, fr_da

pytestmark = pytest.mark.django_db
DA, DF, OK = AFAS_ROLES


@pytest.fixture
def team():
    return Team(ActivityFactory())


def undone(team, *roles):
    activity = team.activity
    return count_left_undone(
        [LostCover(activity.pk, activity.name, activity.agreement_id, "", role, Cover.VACANT) for role in roles]
    )


@pytest.mark.parametrize(
    ("reach", "left"),
    [
        (lambda declaration, team: declaration, {DA: 1, DF: 1, OK: 1}),
        (entered, {DA: 1, DF: 1, OK: 1}),
        (provided, {OK: 1}),
        (transmitted, {}),
    ],
)
def test_what_is_still_to_do_in_each_state(team, reach, left):
    reach(declaration_of(team.activity), team)
    assert undone(team, *AFAS_ROLES) == left
    assert undone(team, OK) == {role: count for role, count in left.items() if role is OK}


def test_a_part_sent_back_waits_for_its_provider_again(team):
    returned(declaration_of(team.activity), team, {"ACTIVITY": "Heures à revoir"})
    assert undone(team, *AFAS_ROLES) == {DA: 1, OK: 1}


def test_the_declarations_of_other_activities_are_not_counted(team):
    declaration_of(team.activity)
    other = Team(ActivityFactory(agreement=team.activity.agreement))
    assert undone(other, *AFAS_ROLES) == {}


def test_a_page_about_an_end_says_it(team):
    declaration_of(team.activity)
    held = Grant.objects.get(user=team.fr_da.user, role=DA)
    sentence = "1\u00a0déclaration ouverte restera sans fournisseur de données d'activité."
    assert describe_ends([held], clock.today(), None).others == [sentence]
    fr_da(team.activity)
    assert describe_ends([held], clock.today(), None).others == [], "somebody else provides"
