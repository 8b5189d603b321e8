"""« MES DÉCLARATIONS »: what each person sees, in which order, and the one next action."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.urls import reverse

from portal.afas.models import CampaignDates
from portal.base import clock
from portal.habpps.rights.roles import AFAS_ROLES
from tests.factories.afas import (
    CampaignFactory,
    Team,
    declaration_of,
    entered,
    provided,
    returned,
    transmitted,
    validated,
)
from tests.factories.habpps import ActivityFactory, approver, declarant, fr_da, fr_df, grant, person, with_roles
from tests.net.reading import read, source

pytestmark = pytest.mark.django_db
URL = reverse("afas:declarations")


def page(client, user, **query) -> str:
    client.force_login(user)
    response = client.get(URL, query)
    assert response.status_code == 200
    return source(response)


def test_signed_out_people_are_sent_to_sign_in(client):
    """And brought back here afterwards."""
    response = client.get(URL)
    assert response.status_code == 302
    assert response.url.endswith(f"next={quote(URL, safe='')}")


def test_the_list_is_shown_at_once_with_its_count(client):
    """No search has to be run first."""
    declaration = declaration_of()
    text = page(client, fr_da(declaration.activity))
    assert "MES DÉCLARATIONS" in text
    assert "1\u00a0déclaration trouvée" in text
    assert declaration.activity.name in text
    assert "Prévisionnelle" in text


def test_activity_data_provider_enters_activity_data(client):
    """The button is theirs; the other part is not offered."""
    declaration = declaration_of()
    text = page(client, fr_da(declaration.activity))
    assert "Saisir les données d&#39;activité" in text
    assert "Saisir les données financières" not in text


def test_financial_data_provider_enters_financial_data(client):
    """And not the activity data."""
    declaration = declaration_of()
    text = page(client, fr_df(declaration.activity))
    assert "Saisir les données financières" in text
    assert "Saisir les données d&#39;activité" not in text


def test_approver_transmits_what_is_complete(client):
    """Nothing to do for them before both parts are there."""
    declaration = declaration_of()
    user = approver(declaration.activity)
    assert "Vérifier et transmettre" not in page(client, user)
    provided(declaration)
    assert "Vérifier et transmettre" in page(client, user)


def test_who_holds_every_role_transmits_before_anything_else(client):
    """One next action: the most pressing."""
    declaration = declaration_of()
    user = with_roles(declaration.activity, *AFAS_ROLES)
    assert page(client, user).count('button button--secondary button--small" href') == 1
    provided(declaration)
    assert "Vérifier et transmettre" in page(client, user)


def test_returned_halves_are_corrected_first(client):
    """The button names the correction."""
    declaration = returned(declaration_of())
    text = page(client, fr_df(declaration.activity))
    assert "Corriger les données financières" in text
    assert "Retournée" in text


def test_sent_declarations_ask_nothing(client):
    """The receipt is in the menu."""
    declaration = transmitted(declaration_of())
    text = page(client, fr_df(declaration.activity))
    assert "Saisir" not in text.split("<tbody>")[1]
    assert "Voir l&#39;accusé de réception" in text


def test_members_without_a_role_see_why_the_list_is_empty(client):
    """« AFAS Déclarer » opens the service, roles open declarations."""
    declaration = declaration_of()
    text = page(client, declarant(declaration.activity.agreement))
    assert "Aucune déclaration ne vous est confiée" in text
    assert declaration.activity.name not in text


def test_people_of_another_partner_see_nothing_of_it(client):
    """Scoped by the grants."""
    declaration = declaration_of()
    other = ActivityFactory()
    text = page(client, fr_da(other))
    assert declaration.activity.name not in text


def test_people_outside_afas_are_refused_with_the_reason(client):
    """403: the service is not open to them."""
    client.force_login(person())
    response = client.get(URL)
    assert response.status_code == 403
    assert "Vous ne pouvez pas utiliser le service" in read(response)


def test_what_is_due_first_comes_first(client):
    """Then what the Caf holds, then what is finished."""
    activity = ActivityFactory()
    today = clock.today()
    team = Team(activity)
    done = validated(declaration_of(activity, CampaignFactory(declaration_type="ACTUAL", fiscal_year=2024)), team)
    late = declaration_of(activity, CampaignFactory(declaration_type="ACTUAL", due_on=today - timedelta(days=3)))
    later = declaration_of(activity, CampaignFactory(due_on=today + timedelta(days=40)))
    text = page(client, team.fr_da.user).split("<tbody>")[1]
    places = [text.index(f"declarations/{each.public_id}/") for each in (late, later, done)]
    assert places == sorted(places)
    assert "en retard de 3\u00a0jours" in text
    assert "dans 40\u00a0jours" in text


def test_the_dates_of_the_caf_win_over_the_campaign(client):
    """A Caf may set its own."""
    declaration = declaration_of()
    CampaignDates.objects.create(
        campaign=declaration.campaign,
        caf=declaration.caf,
        opens_on=declaration.campaign.opens_on,
        due_on=clock.today() + timedelta(days=5),
    )
    assert "dans 5\u00a0jours" in page(client, fr_da(declaration.activity))


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        ({"type": "FORECAST"}, 1),
        ({"type": "ACTUAL"}, 0),
        ({"exercice": "2026"}, 1),
        ({"etat": "TO_ENTER"}, 0),
        ({"etat": "IN_PROGRESS"}, 1),
        ({"activite": "ESPACE"}, 1),
        ({"activite": "rien de tel"}, 0),
        ({"type_activite": "PSJEUNE"}, 1),
        ({"nature": "STRUCTURE_JEUNESSE"}, 1),
        ({"etat": "n'importe quoi", "exercice": "abc"}, 1),
    ],
)
def test_filters_narrow_the_list(client, criteria, found):
    """A criterion that means nothing is left out rather than refused."""
    activity = ActivityFactory(name="Espace ados", nature_code="STRUCTURE_JEUNESSE")
    declaration = entered(declaration_of(activity))
    text = page(client, fr_da(declaration.activity), **criteria)
    assert ("1\u00a0déclaration trouvée" in text) is bool(found)
    if not found:
        assert "Aucun résultat ne correspond à ces critères." in text


def test_the_board_costs_the_same_with_twenty_rows(client, same_queries):
    """At most ten queries."""
    first = declaration_of()
    user = with_roles(first.activity, *AFAS_ROLES)
    client.force_login(user)

    def more() -> None:
        for number in range(20):
            activity = ActivityFactory(agreement=first.activity.agreement, name=f"Activité {number}")
            declaration_of(activity, first.campaign)
            for role in AFAS_ROLES:
                grant(user, role, activity)

    same_queries(URL, lambda: None, more)
