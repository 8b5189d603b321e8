"""A second factor: set up, shown at sign-in, lost, renewed, removed."""

import re
from datetime import datetime

import pytest
from allauth.mfa.models import Authenticator

from portal.accounts import codes, registries
from portal.accounts.models import Session, SignInFailures
from portal.journal.models import Entry
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.factors import SECRET, code_at, recovery_codes_of, totp_of
from tests.net.client import PortalClient

pytestmark = pytest.mark.django_db
PAGE = "/mon-compte/second-facteur/"
STEP = "/connexion/second-facteur/"
CONFIRM = f"{PAGE}confirmer/"
APPLICATION = f"{PAGE}application/"


@pytest.fixture
def person(client, hands):
    user = UserFactory()
    client.force_login(user)
    client.get("/mon-compte/")
    return user


@pytest.fixture
def guarded(hands):
    """Somebody whose application is in place."""
    user = UserFactory()
    totp_of(user)
    return user


def give_password(client, user, password=PASSWORD, url="/connexion/"):
    return client.submit(url, {"login": user.username, "password": password})


def confirm(client, password=PASSWORD):
    return client.submit(CONFIRM, {"password": password})


def shown_secret(page: str) -> str:
    return re.search(r'<strong class="figure">([A-Z2-7 ]+)</strong>', page)[1].replace(" ", "")


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def set_up(client, hands) -> str:
    """Adds an application; the page that answers."""
    confirm(client)
    client.submit(APPLICATION)
    secret = shown_secret(client.get(APPLICATION).content.decode())
    return client.submit(APPLICATION, {"code": code_at(hands.at, secret)}).content.decode()


# Setting it up -----------------------------------------------------------------------------------


def test_an_application_is_added_and_ten_codes_are_shown_once(client, person, hands, mails, events):
    page = set_up(client, hands)
    assert len(set(re.findall(r"<code>(\S{4}-\S{4}-\S{4})</code>", page))) == 10
    assert {kept.type for kept in Authenticator.objects.filter(user=person)} == {"totp", "recovery_codes"}
    assert [mail.subject for mail in mails(person.email)] == [
        "Un second facteur protège votre compte Espace Partenaires"
    ]
    assert events()[-1] == "accounts.factor_added"
    assert "<code>" not in client.get(PAGE).content.decode()


def test_the_key_is_kept_so_that_the_database_alone_is_worth_nothing(client, person, hands):
    confirm(client)
    client.submit(APPLICATION)
    secret = shown_secret(client.get(APPLICATION).content.decode())
    held = str([session.get_decoded() for session in Session.objects.all()])
    client.submit(APPLICATION, {"code": code_at(hands.at, secret)})
    kept = Authenticator.objects.get(user=person, type="totp")
    assert secret not in held + str(kept.data)
    assert codes.decrypt(kept.data["secret"]) == secret


def test_recovery_codes_are_hashed(client, person, hands):
    page = set_up(client, hands)
    shown = re.findall(r"<code>([\w-]+)</code>", page)
    assert not [code for code in shown if code in str(Authenticator.objects.get(type="recovery_codes").data)]


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
    secret = shown_secret(client.get(APPLICATION).content.decode())
    refused = client.submit(APPLICATION, {"code": typed})
    assert refused.status_code == 422
    assert shown_secret(refused.content.decode()) == secret
    assert not Authenticator.objects.exists()
    assert mails() == []


def test_one_application_at_a_time(client, person, hands):
    totp_of(person)
    confirm(client)
    client.submit(APPLICATION)
    secret = shown_secret(client.get(APPLICATION).content.decode())
    refused = client.submit(APPLICATION, {"code": code_at(hands.at, secret)})
    assert refused.status_code == 422
    assert "déjà en place" in refused.content.decode()
    assert Authenticator.objects.count() == 1


# The password once more --------------------------------------------------------------------------


@pytest.mark.parametrize("url", [APPLICATION, f"{PAGE}cle/", f"{PAGE}codes/"])
def test_the_password_is_asked_before_anything_changes(client, person, url):
    assert client.get(url)["Location"] == f"{CONFIRM}?next={url.replace('/', '%2F')}"
    assert client.post(url)["Location"] == f"{CONFIRM}?next=%2Fmon-compte%2Fsecond-facteur%2F"
    assert not Authenticator.objects.exists()


def test_it_counts_for_ten_minutes(client, person, hands):
    assert confirm(client).status_code == 302
    hands.move(minutes=9)
    assert client.get(APPLICATION).status_code == 200
    hands.move(minutes=1)
    assert client.get(APPLICATION).status_code == 302


def test_a_wrong_password_opens_nothing_and_is_counted(client, person, events):
    for _ in range(5):
        assert confirm(client, "pas le bon").status_code == 422
    assert "Trop d'essais" in confirm(client).content.decode().replace("&#x27;", "'")
    assert client.get(APPLICATION).status_code == 302
    assert events().count("accounts.sign_in_failed") == 5


def test_it_leads_to_our_own_pages_only(client, person):
    assert client.submit(f"{CONFIRM}?next=https://ailleurs.example/", {"password": PASSWORD})["Location"] == PAGE


# At sign-in --------------------------------------------------------------------------------------


def test_the_password_alone_opens_nothing(client, guarded):
    assert give_password(client, guarded)["Location"] == STEP
    assert not signed_in(client)
    assert client.get("/mon-compte/").status_code == 302


def test_the_code_that_follows_signs_in(client, guarded, hands, events):
    give_password(client, guarded)
    answer = client.submit(STEP, {"code": code_at(hands.at)}, form="code-form")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert signed_in(client)
    assert events() == ["accounts.factor_used", "accounts.signed_in"]


def test_people_come_back_to_the_page_they_asked_for(client, guarded, hands):
    give_password(client, guarded, url="/connexion/?next=/mon-compte/")
    assert client.submit(STEP, {"code": code_at(hands.at)}, form="code-form")["Location"] == "/mon-compte/"


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_clock_half_a_minute_off_is_forgiven(client, guarded, hands, seconds):
    give_password(client, guarded)
    near = datetime.fromtimestamp(hands.at.timestamp() + seconds, tz=hands.at.tzinfo)
    assert client.submit(STEP, {"code": code_at(near)}, form="code-form").status_code == 302


@pytest.mark.parametrize("seconds", [-60, 60, 3600])
def test_an_old_code_is_not(client, guarded, hands, seconds):
    give_password(client, guarded)
    far = datetime.fromtimestamp(hands.at.timestamp() + seconds, tz=hands.at.tzinfo)
    assert client.submit(STEP, {"code": code_at(far)}, form="code-form").status_code == 422
    assert not signed_in(client)


def test_a_code_may_be_typed_with_spaces(client, guarded, hands):
    give_password(client, guarded)
    code = code_at(hands.at)
    assert client.submit(STEP, {"code": f" {code[:3]} {code[3:]} "}, form="code-form").status_code == 302


def test_a_code_counts_once(client, guarded, hands):
    """Whoever looked over a shoulder comes too late, on any machine."""
    code = code_at(hands.at)
    give_password(client, guarded)
    client.submit(STEP, {"code": code}, form="code-form")
    thief = PortalClient()
    give_password(thief, guarded)
    assert thief.submit(STEP, {"code": code}, form="code-form").status_code == 422
    assert not signed_in(thief)


def test_nobody_gets_to_the_second_step_without_the_first(client, guarded, hands):
    assert client.get(STEP)["Location"] == "/connexion/"
    assert client.post(STEP, {"code": code_at(hands.at)})["Location"] == "/connexion/"
    assert not signed_in(client)


def test_somebody_elses_code_opens_nothing(client, guarded, hands):
    other = UserFactory()
    totp_of(other, "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU")
    give_password(client, other)
    assert client.submit(STEP, {"code": code_at(hands.at, SECRET)}, form="code-form").status_code == 422


def test_the_id_of_the_session_changes_at_each_step(client, guarded, hands):
    """Session fixation: an id known before a step is worth nothing after."""
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["session"] = planted = session.session_key
    give_password(client, guarded)
    between = client.cookies["session"].value
    client.submit(STEP, {"code": code_at(hands.at)}, form="code-form")
    assert len({planted, between, client.cookies["session"].value}) == 3
    assert not Session.objects.filter(session_key__in=[planted, between]).exists()


def test_a_session_half_way_in_shows_nobody_s_pages(client, guarded):
    give_password(client, guarded)
    assert guarded.last_name not in client.get("/").content.decode()
    assert client.get(PAGE)["Location"].startswith("/connexion/")


# Tries -------------------------------------------------------------------------------------------


def test_wrong_codes_wait_longer_and_longer(client, guarded, hands, events):
    give_password(client, guarded)
    for _ in range(5):
        assert client.submit(STEP, {"code": "000000"}, form="code-form").status_code == 422
    delayed = client.submit(STEP, {"code": code_at(hands.at)}, form="code-form")
    assert delayed.status_code == 422
    assert "Trop d'essais" in delayed.content.decode().replace("&#x27;", "'")
    assert not signed_in(client)
    assert events().count("accounts.factor_failed") == 5
    assert events()[-1] == "accounts.factor_delayed"
    hands.move(seconds=76)
    assert client.submit(STEP, {"code": code_at(hands.at)}, form="code-form").status_code == 302


def test_giving_the_password_again_forgives_no_wrong_code(client, guarded, hands):
    for _ in range(5):
        give_password(client, guarded)
        client.submit(STEP, {"code": "000000"}, form="code-form")
        client.post("/deconnexion/")
    give_password(client, guarded)
    assert client.submit(STEP, {"code": code_at(hands.at)}, form="code-form").status_code == 422


def test_25_tries_a_day_are_all(client, guarded, hands):
    for _ in range(27):
        hands.move(minutes=1)
        give_password(client, guarded)
        SignInFailures.objects.filter(count__gte=5).update(count=4)
        client.submit(STEP, {"code": "000000"}, form="code-form")
        client.post("/deconnexion/")
    assert Entry.objects.filter(kind="accounts.factor_failed").count() == 25


def test_people_can_begin_again_with_another_account(client, guarded, hands):
    give_password(client, guarded)
    assert client.get("/connexion/")["Location"] == STEP
    client.post("/deconnexion/")
    assert client.get("/connexion/").status_code == 200
    assert client.get(STEP)["Location"] == "/connexion/"


# Recovery codes ----------------------------------------------------------------------------------


def test_a_recovery_code_signs_in_once_and_is_told(client, guarded, mails, events):
    code = recovery_codes_of(guarded)[4]
    give_password(client, guarded)
    assert client.submit(STEP, {"code": code.upper()}, form="code-form").status_code == 302
    assert "Il en reste 9" in mails(guarded.email)[0].message
    assert "accounts.recovery_code_used" in events()
    other = PortalClient()
    give_password(other, guarded)
    assert other.submit(STEP, {"code": code}, form="code-form").status_code == 422


def test_new_codes_end_the_old_ones(client, guarded, hands, mails):
    old = recovery_codes_of(guarded)[0]
    client.force_login(guarded)
    confirm(client)
    page = client.submit(f"{PAGE}codes/").content.decode()
    assert old not in page
    assert mails(guarded.email)[0].subject.startswith("Vos codes de secours")
    other = PortalClient()
    give_password(other, guarded)
    assert other.submit(STEP, {"code": old}, form="code-form").status_code == 422
    fresh = re.search(r"<code>([\w-]+)</code>", page)[1]
    assert other.submit(STEP, {"code": fresh}, form="code-form").status_code == 302


def test_codes_help_nobody_who_has_nothing_else(client, person, mails):
    confirm(client)
    assert client.submit(f"{PAGE}codes/")["Location"] == PAGE
    assert not Authenticator.objects.exists()
    assert mails() == []


# Removing it -------------------------------------------------------------------------------------


def test_the_last_one_takes_the_codes_along(client, guarded, mails, events):
    recovery_codes_of(guarded)
    kept = Authenticator.objects.get(type="totp")
    client.force_login(guarded)
    confirm(client)
    url = f"{PAGE}{kept.data['public_id']}/retirer/"
    assert "dernier" in client.get(url).content.decode()
    assert client.submit(url).status_code == 302
    assert not Authenticator.objects.exists()
    assert [mail.subject for mail in mails(guarded.email)][-1].startswith("Un second facteur a été retiré")
    assert events()[-1] == "accounts.factor_removed"
    assert give_password(PortalClient(), guarded)["Location"] == "/"


def test_nobody_removes_somebody_elses(client, person, guarded):
    kept = Authenticator.objects.get(user=guarded)
    confirm(client)
    assert client.post(f"{PAGE}{kept.data['public_id']}/retirer/").status_code == 404
    assert Authenticator.objects.filter(pk=kept.pk).exists()


# Who must ----------------------------------------------------------------------------------------


@pytest.fixture
def required(settings, monkeypatch):
    """The portal asks for a second factor of the people in this list."""
    settings.MFA_REQUIRED = True
    people = []
    monkeypatch.setattr(registries, "_requiring", [])
    registries.mfa_required_for(lambda request: request.user.pk in people)
    return people


def test_who_must_sets_one_up_before_anything_else(client, required, hands):
    user = UserFactory()
    required.append(user.pk)
    give_password(client, user)
    for url in ("/", "/mon-compte/", "/mot-de-passe/modifier/"):
        assert client.get(url)["Location"] == PAGE
    assert "Votre rôle demande un second facteur" in client.get(PAGE).content.decode()
    set_up(client, hands)
    assert client.get("/mon-compte/").status_code == 200
    assert client.get("/accessibilite").status_code == 200


def test_removing_the_last_one_leads_back_there(client, required, guarded, hands):
    required.append(guarded.pk)
    give_password(client, guarded)
    client.submit(STEP, {"code": code_at(hands.at)}, form="code-form")
    confirm(client)
    kept = Authenticator.objects.get(user=guarded)
    client.submit(f"{PAGE}{kept.data['public_id']}/retirer/")
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
    assert "n'est pas imposé ici" in client.get(PAGE).content.decode()
    client.post("/deconnexion/")
    assert "Aucun second facteur n'est imposé ici" in client.get("/connexion/").content.decode()


def test_the_journal_holds_no_code_and_no_key(client, person, hands):
    page = set_up(client, hands)
    for code in re.findall(r"<code>([\w-]+)</code>", page):
        assert code not in str([entry.facts for entry in Entry.objects.all()])


def test_the_page_costs_the_same_with_many_keys(client, person, same_queries):
    def more(count):
        for n in range(count):
            data = {"name": f"Clé {n}", "public_id": f"key{Authenticator.objects.count()}"}
            Authenticator.objects.create(user=person, type="webauthn", data=data)

    same_queries(PAGE, lambda: more(1), lambda: more(10))
