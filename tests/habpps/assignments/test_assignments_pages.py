"""« Habilitations d'action sociale » on the screen: which partner, of three or of three hundred."""

import pytest
from django.urls import reverse

from portal.habpps.screens.fields import MOST_OFFERED
from tests.factories.habpps import ActivityFactory, AgreementFactory
from tests.net.reading import source

LIST, ASSIGN = reverse("habpps:assignments"), reverse("habpps:assign")


def page_of(answer) -> str:
    return source(answer)


@pytest.fixture
def many(here) -> None:
    """A Caf with more conventions than a list of choices shows."""
    for number in range(MOST_OFFERED + 1):
        AgreementFactory(caf=here.caf, partner__name=f"Amicale {number:02}", label=f"Convention n° {number:02}")


@pytest.fixture
def held(here) -> str:
    """The name of somebody who holds a role over the convention's activity."""
    here.provider.last_name = "Quatrefages"
    here.provider.save()
    return here.provider.last_name


def test_a_few_conventions_are_a_list_of_choices(client, here, held):
    client.force_login(here.caf_admin)
    page = page_of(client.get(LIST))
    assert f'<option value="{here.agreement.public_id}">{here.partner.name}' in page
    assert held in page


def test_of_many_conventions_one_types_the_partner(client, here, held, many):
    """The page does not grow with the Caf."""
    client.force_login(here.caf_admin)
    page = page_of(client.get(LIST))
    assert 'type="text" name="partenaire"' in page
    assert "Amicale 40" not in page
    assert held in page_of(client.get(LIST, {"etat": "ACTIVE", "partenaire": here.partner.name[:8].lower()}))
    nobody = page_of(client.get(LIST, {"etat": "ACTIVE", "partenaire": "amicale 40"}))
    assert held not in nobody
    assert 'value="amicale 40"' in nobody


def test_a_link_to_one_convention_among_many_still_leads_there(client, here, held, many):
    """As a list of that one and « Tous », so that one sees what is chosen and can leave it."""
    client.force_login(here.caf_admin)
    page = page_of(client.get(LIST, {"etat": "ACTIVE", "partenaire": here.agreement.public_id}))
    assert f'<option value="{here.agreement.public_id}" selected>{here.partner.name}' in page
    assert '<option value="">Tous</option>' in page
    assert held in page
    assert f"{ASSIGN}?convention={here.agreement.public_id}" in page


def test_the_convention_of_another_caf_is_not_named_by_its_identifier(client, here, elsewhere, many):
    client.force_login(here.caf_admin)
    page = page_of(client.get(LIST, {"etat": "ACTIVE", "partenaire": elsewhere.agreement.public_id}))
    assert elsewhere.partner.name not in page


@pytest.mark.parametrize("state", ["ACTIVE", "VACANT", "HISTORY", "INACTIVE"])
@pytest.mark.parametrize("sites", ["oui", "non"])
def test_the_partner_narrows_every_state(client, here, many, state, sites):
    ActivityFactory(agreement=here.agreement, name="Ludothèque")
    client.force_login(here.caf_admin)
    asked = {"etat": state, "lieux": sites, "partenaire": "introuvable"}
    page = page_of(client.get(LIST, asked))
    assert here.partner.name not in page
    assert ("Chaque rôle a un titulaire" if state == "VACANT" else "Aucun résultat") in page


def test_an_administrator_of_one_convention_is_not_asked_which(client, here):
    client.force_login(here.admin)
    page = page_of(client.get(ASSIGN))
    assert "Pour le partenaire" in page
    assert here.agreement.label in page


def test_a_caf_chooses_the_partner_first(client, here, elsewhere):
    AgreementFactory(caf=here.caf, partner__name="Ludothèque du Port")
    AgreementFactory(caf=here.caf, partner__name="Maison close", closed=True)
    client.force_login(here.caf_admin)
    page = page_of(client.get(ASSIGN))
    assert f"{ASSIGN}?convention={here.agreement.public_id}" in page
    assert "Ludothèque du Port" in page
    assert "Maison close" not in page
    assert elsewhere.partner.name not in page
    assert 'name="partenaire"' not in page


def test_a_caf_finds_the_partner_among_many(client, here, many):
    client.force_login(here.caf_admin)
    assert 'name="partenaire"' in page_of(client.get(ASSIGN))
    page = page_of(client.get(ASSIGN, {"partenaire": "amicale 40"}))
    assert "Amicale 40" in page
    assert "Amicale 41" not in page
    assert "Aucun résultat" in page_of(client.get(ASSIGN, {"partenaire": "zzz"}))


def test_the_number_of_queries_does_not_grow(client, here, django_assert_max_num_queries, many):
    client.force_login(here.caf_admin)
    for address in (LIST, f"{LIST}?etat=VACANT", ASSIGN):
        client.get(address)
        with django_assert_max_num_queries(8):
            client.get(address)


def test_who_gives_no_role_anywhere_does_not_choose(client, here):
    client.force_login(here.caf_agent)
    assert client.get(ASSIGN).status_code == 403
