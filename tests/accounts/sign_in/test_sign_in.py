"""Signing in: who gets in, what is answered to who does not, what is remembered."""

import re

import pytest
from django.contrib.auth import hashers
from django.contrib.auth.hashers import MD5PasswordHasher

from portal.accounts.models import Session, User
from portal.journal.models import Entry
from tests.factories.accounts import PASSWORD, UserFactory
from tests.net.client import PortalClient
from tests.net.reading import read, source

pytestmark = pytest.mark.django_db
WRONG = "pas le bon mot de passe"
MESSAGE = "identifiant ou le mot de passe n'est pas le bon"


def try_in(client, login, password=PASSWORD, url="/connexion/"):
    return client.submit(url, {"login": login, "password": password})


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("name", ["username", "email"])
@pytest.mark.parametrize("change", [str, str.upper, lambda text: f"  {text} "])
def test_an_active_person_signs_in_by_identifier_or_mail_in_any_case(client, name, change):
    user = UserFactory()
    response = try_in(client, change(getattr(user, name)))
    assert (response.status_code, response["Location"]) == (302, "/")
    assert signed_in(client)


def test_the_password_is_taken_as_it_is_typed(client):
    assert try_in(client, UserFactory().username, f" {PASSWORD}").status_code == 422
    assert not signed_in(client)


@pytest.mark.parametrize("trait", ["pending", "suspended", "closed"])
def test_an_account_that_is_not_open_is_refused_like_an_unknown_one(client, trait):
    refused = try_in(client, UserFactory(**{trait: True}).username)
    unknown = try_in(client, "zz0000000")
    assert refused.status_code == unknown.status_code == 422
    assert MESSAGE in read(refused)
    assert not signed_in(client)


def test_every_failure_answers_the_same_page():
    """Unknown, wrong password, suspended, closed, never activated: nothing in the page tells them apart."""
    logins = ["zz0000000", "personne@ailleurs.example", UserFactory().username]
    logins += [UserFactory(**{trait: True}).username for trait in ("pending", "suspended", "closed")]
    pages = set()
    for number, login in enumerate(logins):
        client = PortalClient(REMOTE_ADDR=f"192.0.2.{number}")
        page = source(client.post("/connexion/", {"login": login, "password": WRONG}))
        pages.add(re.sub(r'(csrfmiddlewaretoken" value=)"\w+"', r"\1", page).replace(login, "…"))
    assert len(pages) == 1


@pytest.mark.parametrize("kind", ["unknown", "wrong", "pending", "suspended", "closed", "good"])
def test_every_try_costs_one_hash(client, monkeypatch, kind):
    """So that the time of the answer does not tell who exists."""
    if kind == "unknown":
        login, password = "zz0000000", WRONG
    elif kind in ("wrong", "good"):
        login, password = UserFactory().username, PASSWORD if kind == "good" else WRONG
    else:
        login, password = UserFactory(**{kind: True}).username, PASSWORD
    hashes = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *given: hashes.append(1) or encode(self, *given))
    hashers.reset_hashers(setting="PASSWORD_HASHERS")
    try_in(client, login, password)
    assert len(hashes) == 1


def test_the_session_gets_a_new_id_at_sign_in(client):
    """Session fixation: an id known before is worth nothing after."""
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["session"] = before = session.session_key
    try_in(client, UserFactory().username)
    assert client.cookies["session"].value != before
    assert not Session.objects.filter(session_key=before).exists()


def test_people_are_shown_the_connection_before_this_one(client, hands):
    user = UserFactory(seen=True)
    first = user.last_login
    try_in(client, user.username)
    user.refresh_from_db()
    assert (user.previous_login, user.last_login) == (first, hands.at)
    assert "Votre dernière connexion à ce service date du 11/10/2026 à 10h00." in read(client.get("/"))


def test_the_first_time_there_is_none(client):
    try_in(client, UserFactory().username)
    assert "votre première connexion" in read(client.get("/"))


@pytest.mark.parametrize(
    "target",
    [
        "https://ailleurs.example/",
        "//ailleurs.example/",
        "///ailleurs.example",
        "/\\ailleurs.example",
        "javascript:alert(1)",
        "http://testserver/mon-compte/",
        " /\tailleurs",
        "ailleurs",
    ],
)
def test_nobody_is_sent_to_another_site(client, target):
    user = UserFactory()
    response = client.post("/connexion/", {"login": user.username, "password": PASSWORD, "next": target})
    assert (response.status_code, response["Location"]) == (302, "/")


def test_people_come_back_to_the_page_they_asked_for(client):
    asked = client.get("/mon-compte/?onglet=1")
    assert asked["Location"] == "/connexion/?next=%2Fmon-compte%2F%3Fonglet%3D1"
    assert try_in(client, UserFactory().username, url=asked["Location"])["Location"] == "/mon-compte/?onglet=1"


def test_who_is_signed_in_already_goes_home(client):
    client.force_login(UserFactory())
    assert client.get("/connexion/")["Location"] == "/"


def test_a_post_without_token_is_refused(client):
    user = UserFactory()
    response = client.post("/connexion/", {"login": user.username, "password": PASSWORD}, headers={"X-CSRFToken": ""})
    assert response.status_code == 403
    assert not signed_in(client)


def test_the_journal_knows_the_try_but_not_what_was_typed(client):
    try_in(client, "quelquun@association.example", WRONG)
    entry = Entry.objects.get()
    assert (entry.kind, entry.store, entry.actor_id) == ("accounts.sign_in_failed", "SECURITY", None)
    assert "association" not in str(entry.facts)
    assert len(entry.facts["identifier"]) == 64


def test_the_same_identifier_leaves_the_same_mark_by_either_of_its_names(client):
    user = UserFactory()
    for name in (user.username, user.email.upper()):
        try_in(client, name, WRONG)
    assert len({entry.facts["identifier"] for entry in Entry.objects.all()}) == 1


def test_signing_in_and_out_is_in_the_journal_without_name_or_address(client):
    user = UserFactory()
    try_in(client, user.username)
    client.post("/deconnexion/")
    assert [entry.kind for entry in Entry.objects.order_by("id")] == ["accounts.signed_in", "accounts.signed_out"]
    for entry in Entry.objects.all():
        assert user.last_name not in str(vars(entry))
        assert user.email not in str(vars(entry))


def test_signing_out_ends_the_session_on_the_server(client):
    client.force_login(UserFactory())
    key = client.session.session_key
    assert client.post("/deconnexion/")["Location"] == "/connexion/"
    assert not Session.objects.filter(session_key=key).exists()
    client.cookies["session"] = key
    assert client.get("/mon-compte/").status_code == 302


def test_a_link_signs_nobody_out(client):
    client.force_login(UserFactory())
    assert client.get("/deconnexion/").status_code == 405
    assert signed_in(client)


def test_nobody_signs_up(client):
    assert client.get("/connexion/signup/").status_code == 404
    assert not User.objects.exists()
