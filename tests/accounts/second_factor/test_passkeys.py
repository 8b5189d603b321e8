"""Passkeys: added, shown at sign-in; a copied, foreign or replayed answer opens nothing."""

import json

import pytest

from portal.accounts.models import Authenticator
from tests.accounts.software_key import SoftwareKey
from tests.factories.accounts import PASSWORD, UserFactory
from tests.net.client import PortalClient
from tests.net.reading import read, source

pytestmark = pytest.mark.django_db
PAGE = "/mon-compte/second-facteur/"
ADD = f"{PAGE}cle/"
STEP = "/connexion/second-facteur/"


@pytest.fixture
def key():
    return SoftwareKey()


@pytest.fixture
def person(client):
    user = UserFactory()
    client.force_login(user)
    client.submit(f"{PAGE}confirmer/", {"password": PASSWORD})
    return user


def add(client, key, name="Téléphone"):
    options = client.post(f"{ADD}options/").json()
    return client.post(ADD, {"name": name, "credential": key.create(options)})


@pytest.fixture
def owner(client, person, key):
    """Somebody whose passkey is in place, signed out."""
    assert add(client, key).status_code == 200
    client.post("/deconnexion/")
    return person


def ask(browser, user) -> dict:
    """Gives the password; what the browser is then asked."""
    browser.submit("/connexion/", {"login": user.username, "password": PASSWORD})
    return browser.post(f"{STEP}cle/").json()


def signed_in(browser) -> bool:
    return "_auth_user_id" in browser.session


def test_a_passkey_is_added_with_recovery_codes(client, person, key, mails, events):
    answer = add(client, key)
    assert source(answer).count("<code>") == 10
    assert Authenticator.objects.get(type="PASSKEY").name == "Téléphone"
    assert "une clé d’accès a été ajoutée" in mails(person.email)[0].message
    assert events()[-1] == "accounts.factor_added"


def test_a_second_one_keeps_the_codes(client, owner, key):
    client.force_login(owner)
    client.submit(f"{PAGE}confirmer/", {"password": PASSWORD})
    assert add(client, SoftwareKey(), "Clé USB")["Location"] == PAGE
    assert "Clé USB" in read(client.get(PAGE))


def test_the_browser_is_told_which_ones_are_known(client, owner, key):
    client.force_login(owner)
    client.submit(f"{PAGE}confirmer/", {"password": PASSWORD})
    options = client.post(f"{ADD}options/").json()["publicKey"]
    assert len(options["excludeCredentials"]) == 1
    assert options["user"]["name"] == owner.username


def test_the_password_then_the_passkey_sign_in(client, owner, key, events):
    answer = client.post(STEP, {"credential": key.get(ask(client, owner))})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert signed_in(client)
    assert events()[-2:] == ["accounts.factor_used", "accounts.signed_in"]


def test_the_page_offers_it_to_who_has_one(client, owner):
    ask(client, owner)
    assert "Utiliser ma clé d'accès" in read(client.get(STEP))


def test_it_is_not_offered_at_a_numeric_address(owner, settings):
    browser = PortalClient(HTTP_HOST="127.0.0.1")
    ask(browser, owner)
    assert "passkey-form" not in source(browser.get(STEP))


def refused(browser, owner, credential) -> bool:
    answer = browser.post(STEP, {"credential": credential})
    return answer.status_code == 422 and not signed_in(browser)


def test_an_answer_serves_once(client, owner, key):
    """The question is gone with its answer."""
    credential = key.get(ask(client, owner))
    client.post(STEP, {"credential": credential})
    thief = PortalClient()
    ask(thief, owner)
    assert refused(thief, owner, credential)


def test_another_key_opens_nothing(client, owner):
    assert refused(client, owner, SoftwareKey().get(ask(client, owner)))


def test_somebody_elses_key_opens_nothing(client, owner, key):
    other = UserFactory()
    browser = PortalClient()
    browser.force_login(other)
    browser.submit(f"{PAGE}confirmer/", {"password": PASSWORD})
    theirs = SoftwareKey()
    add(browser, theirs)
    assert refused(client, owner, theirs.get(ask(client, owner)))


def test_an_answer_given_to_a_fake_site_opens_nothing(client, owner, key):
    key.origin = "https://testserver.ailleurs.example"
    assert refused(client, owner, key.get(ask(client, owner)))


@pytest.mark.parametrize("count", [0, -1])
def test_a_copied_key_is_noticed(client, owner, key, events, count):
    """The count of uses went back, be it to none at all: somebody else holds a copy."""
    client.post(STEP, {"credential": key.get(ask(client, owner))})
    client.post("/deconnexion/")
    key.counter = count
    assert refused(client, owner, key.get(ask(client, owner)))
    assert events()[-1] == "accounts.factor_failed"


@pytest.mark.parametrize("credential", ["", "{}", "[]", "null", "1", '{"id": "x"}', "pas du JSON", '"texte"'])
def test_nonsense_is_refused_politely(client, owner, credential):
    ask(client, owner)
    assert refused(client, owner, credential)


@pytest.mark.parametrize("credential", ["", "{}", "[]", "null", '{"id": "x"}', "pas du JSON"])
def test_nonsense_adds_nothing(client, person, credential):
    client.post(f"{ADD}options/")
    assert client.post(ADD, {"name": "Clé", "credential": credential}).status_code == 422
    assert not Authenticator.objects.exists()


def test_an_answer_to_no_question_adds_nothing(client, person, key):
    options = client.post(f"{ADD}options/").json()
    credential = key.create(options)
    client.post(f"{ADD}options/")  # another question
    assert client.post(ADD, {"name": "Clé", "credential": credential}).status_code == 422
    assert not Authenticator.objects.exists()


def test_wrong_answers_are_counted_like_wrong_codes(client, owner, key):
    ask(client, owner)
    for _ in range(5):
        assert refused(client, owner, json.dumps({"id": "x"}))
    delayed = client.post(STEP, {"credential": key.get(client.post(f"{STEP}cle/").json())})
    assert delayed.status_code == 422
    assert "Trop d'essais" in read(delayed)


def test_asking_needs_the_password_first(client, owner):
    assert client.post(f"{STEP}cle/")["Location"] == "/connexion/"
    assert client.get(f"{STEP}cle/").status_code in (302, 405)


def test_who_has_a_key_alone_is_asked_for_the_key_or_a_recovery_code(client, owner):
    """Nothing speaks of an application that they do not have."""
    client.submit("/connexion/", {"login": owner.username, "password": PASSWORD})
    page = source(client.get(STEP))
    assert page.index("Utiliser ma clé") < page.index('name="code"')
    assert "Code de secours" in page
    assert "application" not in page.split("Un souci")[0]
    refused = client.submit(STEP, {"code": "aaaa-bbbb-cccc"}, form="code-form")
    assert refused.status_code == 422
    assert "Ce code de secours n'est pas le bon" in read(refused)
    assert not signed_in(client)
