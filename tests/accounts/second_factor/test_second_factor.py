"""A second factor: set up, removed, asked of those whose role demands it."""

import re

import pytest

from portal.accounts import registries
from portal.accounts.models import Authenticator, RecoveryCodes, Session
from portal.accounts.second_factor import codes
from portal.journal.models import Entry
from portal.settings import base as on_line
from tests.accounts.steps import (
    APPLICATION,
    CONFIRM,
    PAGE,
    STEP,
    confirm,
    give_password,
    set_up,
    shown_secret,
)
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.factors import application_of, code_at, passkey_of, recovery_codes_of
from tests.net.client import PortalClient
from tests.net.reading import read, source

pytestmark = pytest.mark.django_db


# Setting it up -------------------------------------------------------------------------------------


def test_an_application_is_added_and_ten_codes_are_shown_once(client, person, hands, mails, events):
    page = set_up(client, hands)
    assert len(set(re.findall(r"<code>(\S{4}-\S{4}-\S{4})</code>", page))) == 10
    assert [kept.type for kept in Authenticator.objects.filter(user=person)] == ["APPLICATION"]
    assert len(RecoveryCodes.objects.get(user=person).hashes) == 10
    assert [mail.subject for mail in mails(person.email)] == [
        "Un second facteur protège votre compte Espace Partenaires"
    ]
    assert events()[-1] == "accounts.factor_added"
    assert "<code>" not in source(client.get(PAGE))


def test_the_key_is_kept_so_that_the_database_alone_is_worth_nothing(client, person, hands):
    confirm(client)
    client.submit(APPLICATION)
    secret = shown_secret(source(client.get(APPLICATION)))
    held = str([session.get_decoded() for session in Session.objects.all()])
    client.submit(APPLICATION, {"code": code_at(hands.at, secret)})
    kept = Authenticator.objects.get(user=person)
    assert secret not in held + str(vars(kept))
    assert codes.decrypt(kept.secret) == secret


def test_the_other_sessions_end_when_a_factor_comes_or_goes(client, person, hands):
    def elsewhere():
        other = PortalClient()
        other.force_login(person)
        assert other.get("/mon-compte/").status_code == 200
        return other

    other = elsewhere()
    set_up(client, hands)
    assert other.get("/mon-compte/").status_code == 302
    other, kept = elsewhere(), Authenticator.objects.get()
    client.submit(f"{PAGE}{kept.public_id}/retirer/")
    assert other.get("/mon-compte/").status_code == 302
    assert client.get("/mon-compte/").status_code == 200


def test_recovery_codes_are_hashed(client, person, hands):
    page = set_up(client, hands)
    shown = re.findall(r"<code>([\w-]+)</code>", page)
    assert not [code for code in shown if code in str(vars(RecoveryCodes.objects.get()))]


def test_recovery_codes_are_kept_as_passwords_are_with_a_salt_per_set(person, settings):
    """On line, where the hasher is not the fast one of the tests."""
    settings.PASSWORD_HASHERS = on_line.PASSWORD_HASHERS
    sets = []
    for user in (person, UserFactory()):
        recovery_codes_of(user)
        sets.append(RecoveryCodes.objects.get(user=user))
    kept = [hashed for each in sets for hashed in each.hashes]
    assert all(hashed.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$") for hashed in kept)
    assert [len({hashed.split("$")[4] for hashed in each.hashes}) for each in sets] == [1, 1]
    assert len({hashed.split("$")[4] for hashed in kept}) == 2


def test_looking_at_the_pages_makes_nothing(client, person):
    confirm(client)
    for url in (PAGE, APPLICATION, f"{PAGE}cle/", f"{PAGE}codes/"):
        assert client.get(url).status_code == 200
    assert "new_totp" not in client.session
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("typed", ["000000", "", "abcdef", "12345", "1234567"])
def test_a_wrong_first_code_adds_nothing_and_keeps_the_same_key(client, person, hands, typed, mails):
    confirm(client)
    client.submit(APPLICATION)
    secret = shown_secret(source(client.get(APPLICATION)))
    refused = client.submit(APPLICATION, {"code": typed})
    assert refused.status_code == 422
    assert shown_secret(source(refused)) == secret
    assert not Authenticator.objects.exists()
    assert mails() == []


def test_one_application_at_a_time(client, person, hands):
    application_of(person)
    confirm(client)
    client.submit(APPLICATION)
    secret = shown_secret(source(client.get(APPLICATION)))
    refused = client.submit(APPLICATION, {"code": code_at(hands.at, secret)})
    assert refused.status_code == 422
    assert "déjà en place" in read(refused)
    assert Authenticator.objects.count() == 1


# The password once more ----------------------------------------------------------------------------


@pytest.mark.parametrize("url", [APPLICATION, f"{PAGE}cle/", f"{PAGE}codes/"])
def test_the_password_is_asked_before_anything_changes(client, person, url):
    assert client.get(url)["Location"] == f"{CONFIRM}?next={url.replace('/', '%2F')}"
    assert client.post(url)["Location"] == f"{CONFIRM}?next=%2Fmon-compte%2Fsecond-facteur%2F"
    assert not Authenticator.objects.exists()


def test_the_password_is_asked_before_a_factor_is_removed(client, guarded):
    """The page asks for it, and a form that was made up is worth nothing."""
    recovery_codes_of(guarded)
    client.force_login(guarded)
    url = f"{PAGE}{Authenticator.objects.get().public_id}/retirer/"
    assert client.get(url)["Location"].startswith(CONFIRM)
    assert client.post(url)["Location"].startswith(CONFIRM)
    assert Authenticator.objects.filter(user=guarded).exists()
    assert RecoveryCodes.objects.filter(user=guarded).exists()


def test_it_counts_for_ten_minutes(client, person, hands):
    assert confirm(client).status_code == 302
    hands.move(minutes=9)
    assert client.get(APPLICATION).status_code == 200
    hands.move(minutes=1)
    assert client.get(APPLICATION).status_code == 302


def test_a_wrong_password_opens_nothing_and_is_counted(client, person, events):
    for _ in range(5):
        assert confirm(client, "pas le bon").status_code == 422
    assert "Trop d'essais" in read(confirm(client))
    assert client.get(APPLICATION).status_code == 302
    assert events().count("accounts.sign_in_failed") == 5


def test_the_session_gets_a_new_id(client, person):
    before = client.cookies["session"].value
    confirm(client)
    assert client.cookies["session"].value != before
    assert not Session.objects.filter(session_key=before).exists()


def test_it_leads_to_our_own_pages_only(client, person):
    assert client.submit(f"{CONFIRM}?next=https://ailleurs.example/", {"password": PASSWORD})["Location"] == PAGE


# Removing it ---------------------------------------------------------------------------------------


def test_the_last_one_takes_the_codes_along(client, guarded, mails, events):
    recovery_codes_of(guarded)
    kept = Authenticator.objects.get()
    client.force_login(guarded)
    confirm(client)
    url = f"{PAGE}{kept.public_id}/retirer/"
    assert "dernier" in source(client.get(url))
    assert client.submit(url).status_code == 302
    assert not Authenticator.objects.exists()
    assert not RecoveryCodes.objects.exists()
    assert [mail.subject for mail in mails(guarded.email)][-1].startswith("Un second facteur a été retiré")
    assert events()[-1] == "accounts.factor_removed"
    assert give_password(PortalClient(), guarded)["Location"] == "/"


def test_nobody_removes_somebody_elses(client, person, guarded):
    kept = Authenticator.objects.get(user=guarded)
    confirm(client)
    assert client.post(f"{PAGE}{kept.public_id}/retirer/").status_code == 404
    assert Authenticator.objects.filter(pk=kept.pk).exists()


@pytest.mark.parametrize(
    ("used", "said"), [(7, "Il vous en reste <strong>3</strong>"), (10, "Il ne vous en reste plus")]
)
def test_codes_that_run_short_are_said(client, guarded, hands, used, said):
    recovery_codes_of(guarded)
    codes_of = RecoveryCodes.objects.get(user=guarded)
    codes_of.hashes = codes_of.hashes[used:]
    codes_of.save()
    client.force_login(guarded)
    page = source(client.get(PAGE))
    assert said in page
    assert ("Obtenez de nouveaux codes" in page) == (used > 7)


# Who must ------------------------------------------------------------------------------------------


@pytest.fixture
def required(settings, monkeypatch):
    """The portal asks for a second factor of the people in this list."""
    settings.MFA_REQUIRED = True
    people = []
    monkeypatch.setattr(registries, "_requirements", [])
    registries.register_second_factor_requirement(lambda request: request.user.pk in people)
    return people


def test_who_must_sets_one_up_before_anything_else(client, required, hands):
    user = UserFactory()
    required.append(user.pk)
    give_password(client, user)
    for url in ("/", "/mon-compte/", "/mot-de-passe/modifier/"):
        assert client.get(url)["Location"] == PAGE
    page = source(client.get(PAGE))
    assert "Votre rôle demande un second facteur" in page
    assert "Modifier mon adresse mail" not in page  # a menu that leads nowhere yet
    assert re.search(r'href="/"[^>]*>\s*(<[^>]*>)*\s*Je les ai notés', set_up(client, hands))
    assert client.get("/mon-compte/").status_code == 200


@pytest.mark.parametrize("url", ["/accessibilite", "/aide/declarer"])
def test_help_stays_open_meanwhile(client, required, url):
    user = UserFactory()
    required.append(user.pk)
    give_password(client, user)
    assert client.get(url).status_code == 200


def test_removing_the_last_one_leads_back_there(client, required, guarded, hands):
    required.append(guarded.pk)
    give_password(client, guarded)
    client.submit(STEP, {"code": code_at(hands.at)}, form="code-form")
    confirm(client)
    kept = Authenticator.objects.get(user=guarded)
    client.submit(f"{PAGE}{kept.public_id}/retirer/")
    assert client.get("/mon-compte/")["Location"] == PAGE


def test_others_are_asked_nothing(client, required):
    give_password(client, UserFactory())
    assert client.get("/mon-compte/").status_code == 200


def test_leaving_is_always_possible(client, required):
    user = UserFactory()
    required.append(user.pk)
    give_password(client, user)
    assert client.post("/deconnexion/")["Location"] == "/connexion/"


def test_a_right_given_meanwhile_counts_at_once(client, required):
    user = UserFactory()
    give_password(client, user)
    assert client.get("/mon-compte/").status_code == 200
    required.append(user.pk)
    assert client.get("/mon-compte/")["Location"] == PAGE


def test_the_demonstration_says_that_it_asks_for_none(client, person):
    assert "n'est pas imposé ici" in read(client.get(PAGE))
    client.post("/deconnexion/")
    assert "Aucun second facteur n'est imposé ici" in read(client.get("/connexion/"))


def test_the_journal_holds_no_code_and_no_key(client, person, hands):
    page = set_up(client, hands)
    for code in re.findall(r"<code>([\w-]+)</code>", page):
        assert code not in str([entry.facts for entry in Entry.objects.all()])


def test_the_page_costs_the_same_with_many_keys(client, person, same_queries):
    def more(count):
        for n in range(count):
            passkey_of(person, f"Clé {n}")

    same_queries(PAGE, lambda: more(1), lambda: more(10))
