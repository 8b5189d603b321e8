"""What the pages say: exact labels of the source document, and what each kind of person is shown."""

import pytest

from tests.factories.accounts import UserFactory
from tests.net.reading import read, source

pytestmark = pytest.mark.django_db


def page_of(client, url, status=200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return source(response)


def test_the_sign_in_page_keeps_the_words_that_people_know(client):
    page = page_of(client, "/connexion/")
    for words in (
        "MON COMPTE PARTENAIRE",
        "<h2>Connexion</h2>",
        "<h2>Sécurité</h2>",
        "Identifiant",
        "Mot de passe",
        "Mettre à jour votre mot de passe",
        "Mot de passe oublié",
        "323-1 à 323-7",
        "finalités définies dans la convention",
    ):
        assert words in page


def test_signed_out_people_land_on_a_page_that_says_what_this_is(client):
    page = page_of(client, "/")
    assert "Se connecter" in page
    assert "323-1 à 323-7" in page


def test_signed_in_people_are_greeted(client):
    user = UserFactory(seen=True)
    client.force_login(user)
    page = page_of(client, "/")
    for words in (
        "Bienvenue",
        f"{user.first_name} {user.last_name}",
        "dans l'espace sécurisé Mon Compte Partenaire",
        "Votre interface est personnalisée selon le niveau d'habilitation offert par vos identifiants.",
        "Par mesure de sécurité, vous serez déconnecté au bout de 30 minutes sans activité de consultation ou de saisie.",
        "Si vous n'êtes pas à l'origine de cette connexion, nous vous encourageons à",
        "Rien ne vous attend",
        "Modifier mon adresse mail",
    ):
        assert words in read(page)


@pytest.mark.parametrize("url", ["/mon-compte/", "/mon-compte/adresse-mail/", "/mot-de-passe/modifier/"])
def test_ones_own_pages_ask_who_is_there(client, url):
    assert client.get(url)["Location"].startswith("/connexion/?next=")


@pytest.mark.parametrize("url", ["/", "/mon-compte/", "/mon-compte/adresse-mail/", "/mot-de-passe/modifier/"])
def test_a_page_costs_at_most_ten_queries(client, count_queries, url):
    client.force_login(UserFactory(seen=True))
    assert count_queries(url) <= 10


@pytest.mark.parametrize("url", ["/connexion/", "/mot-de-passe/oublie/", "/"])
def test_public_pages_cost_no_query(client, url, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(url)


def test_a_script_that_is_not_signed_in_is_told_so(client):
    answer = client.get("/mon-compte/", headers={"X-Requested-With": "autosave"})
    assert answer.status_code == 401
