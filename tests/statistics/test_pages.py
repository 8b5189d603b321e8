"""The pages of the statistics: who sees which, what stands on them, what they cost."""

import pytest
from django.urls import reverse

from portal.afas.models import Declaration
from portal.habpps.rights.roles import Role
from portal.statistics.refreshing import refresh
from tests.factories import habpps as make
from tests.factories.afas import declaration_of
from tests.factories.statistics import declared, partners_with
from tests.net.reading import source

pytestmark = pytest.mark.django_db
NARROW = "\u202f"


@pytest.fixture
def caf():
    return make.CafFactory()


@pytest.fixture
def activity(caf):
    """An activity with two actual declarations."""
    activity = make.ActivityFactory(agreement=make.AgreementFactory(caf=caf), name="Structure Jeunesse")
    declared(activity, 2024, entitlement=18_000, cost_per_etp=36_000)
    declared(activity, 2025, entitlement=21_000, cost_per_etp=42_000)
    return activity


@pytest.fixture
def neighbours(caf):
    """Five other partners of the Caf, and five of another."""
    partners_with(caf, [10_000, 20_000, 30_000, 40_000, 50_000])
    partners_with(make.CafFactory(), [11_000, 12_000, 13_000, 14_000, 15_000])
    refresh()


def of(activity) -> str:
    return reverse("statistics:activity", args=[activity.public_id])


def text_of(response) -> str:
    return source(response)


# The partner's page ---------------------------------------------------------------------------


@pytest.mark.parametrize("person", [make.fr_da, make.fr_df, make.approver])
def test_who_works_on_the_activity_sees_its_figures(client, activity, person):
    """Fr DA, Fr DF and approver alike."""
    client.force_login(person(activity))
    response = client.get(of(activity))
    assert response.status_code == 200
    assert "Structure Jeunesse" in text_of(response)


def test_the_figures_stand_beside_both_medians(client, activity, neighbours):
    client.force_login(make.fr_df(activity))
    text = text_of(client.get(of(activity)))
    assert "En 2025, le droit estimé de votre activité est de 21 000 €" in text
    assert "Médiane de votre Caf" in text
    assert "Médiane nationale" in text
    assert "25 500" in text  # the Caf: 10 to 50 thousand and our own 21
    assert "estimation indicative" in text


def test_alone_in_its_caf_an_activity_sees_no_median_and_is_told_the_rule(client, activity):
    refresh()
    client.force_login(make.fr_df(activity))
    text = text_of(client.get(of(activity)))
    assert "Médiane de votre Caf" not in text
    assert "au moins cinq partenaires" in text


def test_the_country_is_hidden_when_one_partner_alone_is_outside_the_caf(client, activity, caf):
    """Caf six, country seven."""
    partners_with(caf, [10_000, 20_000, 30_000, 40_000, 50_000])
    partners_with(make.CafFactory(), [99_000])
    refresh()
    client.force_login(make.fr_df(activity))
    text = text_of(client.get(of(activity)))
    assert "Médiane de votre Caf" in text
    assert "Médiane nationale" not in text


def test_figures_of_other_partners_never_show(client, activity, neighbours):
    """Medians only."""
    client.force_login(make.fr_df(activity))
    text = text_of(client.get(of(activity)))
    assert not [figure for figure in ("10 000,", "50 000,", "15 000,") if figure in text]


def test_another_partner_s_activity_does_not_exist(client, activity):
    """404, as for an activity that really does not exist."""
    client.force_login(make.fr_df(make.ActivityFactory(agreement=make.AgreementFactory(caf=activity.agreement.caf))))
    assert client.get(of(activity)).status_code == 404
    assert client.get(reverse("statistics:activity", args=["nothing"])).status_code == 404


@pytest.mark.parametrize("person", [make.partner_admin, make.declarant, make.member])
def test_without_a_role_on_an_activity_a_person_is_told_why(client, activity, person):
    client.force_login(person(activity.agreement))
    response = client.get(reverse("statistics:home"))
    assert response.status_code == 403
    assert "Vous ne pouvez pas consulter les statistiques" in text_of(response)


def test_the_entry_leads_to_the_first_activity_and_to_the_chosen_one(client, activity):
    other = make.ActivityFactory(agreement=activity.agreement, name="Autre")
    person = make.with_roles(activity, Role.APPROVER)
    make.grant(person, Role.APPROVER, other)
    client.force_login(person)
    home = reverse("statistics:home")
    assert client.get(home).url == of(other)
    assert client.get(home, {"choix": activity.public_id}).url == of(activity)
    assert client.get(home, {"choix": "é/../x"}).url == of(other)


def test_an_activity_without_any_declaration_says_what_will_be_here(client, caf):
    activity = make.ActivityFactory(agreement=make.AgreementFactory(caf=caf))
    client.force_login(make.fr_da(activity))
    assert "après la transmission de votre première déclaration réelle" in text_of(client.get(of(activity)))


def test_the_page_costs_the_same_with_one_year_and_with_many(client, activity, same_queries):
    client.force_login(make.fr_df(activity))
    same_queries(
        of(activity),
        few=lambda: None,
        many=lambda: [
            *(declared(activity, year, entitlement=year, cost_per_etp=year) for year in range(2010, 2024)),
            partners_with(activity.agreement.caf, range(1_000, 1_020)),
            refresh(),
        ],
    )


# The Caf's page -------------------------------------------------------------------------------


@pytest.mark.parametrize("person", [make.caf_admin, make.caf_agent])
def test_a_caf_sees_its_campaigns_by_state(client, caf, activity, person):
    client.force_login(person(caf))
    response = client.get(reverse("statistics:caf"), follow=True)
    text = text_of(response)
    assert response.status_code == 200
    assert "PS Jeunes, réelle 2025" in text
    assert "À traiter" in text
    assert "1 déclaration reçue sur 1" in text


def test_a_caf_counts_only_its_own(client, caf, activity):
    partners_with(make.CafFactory(), [1, 2, 3])
    client.force_login(make.caf_agent(caf))
    assert "1 déclaration reçue sur 1" in text_of(client.get(reverse("statistics:caf"), follow=True))


def test_another_caf_s_page_does_not_exist(client, caf):
    client.force_login(make.caf_agent(make.CafFactory()))
    assert client.get(reverse("statistics:caf_campaigns", args=[caf.public_id])).status_code == 404


def test_a_partner_is_told_why_not(client, activity):
    client.force_login(make.fr_df(activity))
    response = client.get(reverse("statistics:caf"))
    assert response.status_code == 403
    assert client.get(reverse("statistics:caf_campaigns", args=[activity.agreement.caf.public_id])).status_code == 404


def test_the_national_administrator_chooses_a_caf(client, caf, activity):
    make.CafFactory()
    client.force_login(make.national_admin())
    chosen = client.get(reverse("statistics:caf"), {"choix": caf.public_id})
    assert chosen.url == reverse("statistics:caf_campaigns", args=[caf.public_id])
    assert 'name="choix"' in text_of(client.get(chosen.url))


def test_a_caf_without_campaign_says_so(client, caf):
    client.force_login(make.caf_admin(caf))
    assert "Aucune campagne n’est ouverte" in text_of(client.get(reverse("statistics:caf"), follow=True))


def test_the_caf_s_page_costs_the_same_with_one_declaration_and_with_twenty(client, caf, same_queries):
    client.force_login(make.caf_agent(caf))
    activities = [make.ActivityFactory(agreement=make.AgreementFactory(caf=caf)) for _ in range(20)]
    same_queries(
        reverse("statistics:caf_campaigns", args=[caf.public_id]),
        few=lambda: declaration_of(activities[0]),
        many=lambda: [declaration_of(activity) for activity in activities[1:]],
    )
    assert Declaration.objects.filter(caf=caf).count() == 20
