"""An e-mail address stays in no address of the portal, however it is written there."""

import pytest

from portal.base.addresses import names_email, without_emails
from tests.factories.habpps import person
from tests.net.reading import source

MAIL = "a.roy@mairie.example"


@pytest.mark.parametrize(
    "text",
    [MAIL, f"Anne <{MAIL}>", "a.roy%40mairie.example", "a.roy%2540mairie.example", "a.roy＠mairie.example", "roy@"],
)
def test_it_is_known_however_it_is_encoded(text):
    assert names_email(text)


@pytest.mark.parametrize(
    "text", ["", "Roy", "L'Haÿ-les-Roses", "100 %", "50%25", "FR12345", "R&D", "/recherche/?q=Roy"]
)
def test_what_holds_none_is_left_alone(text):
    assert not names_email(text)


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("/recherche/?q=Roy&tri=-nom", "/recherche/?q=Roy&tri=-nom"),
        ("/recherche/?q=a%40b.fr", "/recherche/"),
        ("/recherche/?q=a@b.fr&tri=-nom&vide=", "/recherche/?tri=-nom&vide="),
        ("/recherche/?a@b.fr=1&x=2", "/recherche/?x=2"),
        ("/connexion/?next=%2Frecherche%2F%3Fq%3Da%2540b.fr&x=%C3%A9", "/connexion/?x=%C3%A9"),
        ("/%2Fevil.example/?q=a@b.fr", "/%2Fevil.example/"),
        ("/recherche/", "/recherche/"),
    ],
)
def test_the_rest_of_the_address_stays(address, left):
    assert without_emails(address) == left


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/connexion/", "/recherche/", "/recherche", "/mon-compte/", "/nowhere/", "//evil.example/"]
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_every_redirect_on_the_way_is_without_it(client, path, signed_in):
    """Signed out, at a missing slash, where no page is."""
    if signed_in:
        client.force_login(person())
    answer = client.get(path, {"q": MAIL, "next": f"/recherche/?q={MAIL}", "tri": "nom"}, follow=True)
    assert answer.redirect_chain
    for goal, _ in answer.redirect_chain:
        assert "@" not in goal
        assert "%40" not in goal
        assert goal.startswith("/")
        assert not goal.startswith("//")


@pytest.mark.django_db
def test_a_form_that_is_sent_is_answered_without_it(client):
    """What is typed in a form comes in its body; it is not lost for what its address held."""
    answer = client.post(f"/connexion/?next=/recherche/%3Fq%3D{MAIL}", {"login": "x", "password": "y"})
    assert answer.status_code == 422
    assert MAIL not in source(answer)


@pytest.mark.django_db
def test_the_page_where_a_script_was_is_named_without_it(client):
    """The way back after sign-in is made from what the browser says of the page."""
    came_from = f"http://testserver/recherche/?q={MAIL}&tri=nom"
    answer = client.post("/mon-compte/coordonnees/", {}, headers={"HX-Request": "true", "HX-Current-URL": came_from})
    assert answer.json()["url"] == "/connexion/?next=%2Frecherche%2F%3Ftri%3Dnom"
