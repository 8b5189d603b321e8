"""A session ends on the server: 30 minutes idle, 12 hours in all, or when somebody ends it."""

import json
import re
from urllib.parse import quote

import pytest
from django.contrib.sessions.models import Session as DjangoSession
from django.urls import reverse

from portal.accounts.lifecycle.actions import close_account, suspend_account
from portal.accounts.models import Session
from portal.accounts.sessions.actions import end_all_sessions
from tests.accounts.steps import confirm
from tests.factories.accounts import PASSWORD, UserFactory
from tests.net.client import PortalClient
from tests.net.queries import queries_of
from tests.net.reading import read, source

pytestmark = pytest.mark.django_db
ACCOUNT = "/mon-compte/"


@pytest.fixture
def person(client, hands):
    user = UserFactory()
    client.submit("/connexion/", {"login": user.username, "password": PASSWORD})
    return user


def messages_of(client) -> str:
    return read(client.get("/connexion/"))


def test_29_minutes_are_not_too_long(client, person, hands):
    hands.move(minutes=29)
    assert client.get(ACCOUNT).status_code == 200
    hands.move(minutes=29)
    assert client.get(ACCOUNT).status_code == 200


def test_30_minutes_idle_end_it_and_say_so(client, person, hands, events):
    hands.move(minutes=30)
    ended = client.get(f"{ACCOUNT}?tri=nom")
    assert ended["Location"] == "/connexion/?next=%2Fmon-compte%2F%3Ftri%3Dnom"
    text = messages_of(client)
    assert "30 minutes sans activité" in text
    assert "vous reviendrez à la page où vous étiez" in text
    assert "saisie" not in text
    assert not Session.objects.filter(user_id=person.pk).exists()
    assert "accounts.session_lapsed" in events()


def test_the_old_cookie_is_worth_nothing_afterwards(client, person, hands):
    key = client.cookies["session"].value
    hands.move(minutes=30)
    client.get(ACCOUNT)
    thief = PortalClient()
    thief.cookies["session"] = key
    assert thief.get(ACCOUNT).status_code == 302


def test_typing_counts(client, person, hands):
    for _ in range(3):
        hands.move(minutes=20)
        assert client.post(reverse("session_extend")).json() == {"idle_seconds": 1800}
    assert client.get(ACCOUNT).status_code == 200


def test_prolonging_a_session_that_has_ended_says_so(client, person, hands):
    hands.move(minutes=31)
    assert client.post(reverse("session_extend")).status_code == 401
    assert client.post(reverse("session_extend")).status_code == 401


def test_after_12_hours_it_ends_whatever_one_does(client, person, hands):
    for _ in range(12 * 3 - 1):
        hands.move(minutes=20)
        assert client.get(ACCOUNT).status_code == 200
    hands.move(minutes=20)
    assert client.get(ACCOUNT).status_code == 302
    assert "12 heures" in messages_of(client)


def test_upkeep_writes_at_most_once_a_minute(client, person, hands):
    def writes():
        return [sql for sql in queries_of(lambda: client.get(ACCOUNT)) if not sql.startswith("SELECT")]

    hands.move(seconds=61)
    assert len(writes()) == 1
    hands.move(seconds=59)
    assert writes() == []


@pytest.mark.parametrize("act", [suspend_account, close_account, end_all_sessions])
def test_it_ends_at_the_next_request_once_the_account_is_touched(client, person, act):
    act(actor=UserFactory(), user=person)
    assert client.get(ACCOUNT)["Location"] == "/connexion/?next=%2Fmon-compte%2F"
    assert "Votre session a été fermée." in messages_of(client)


def test_a_session_that_outlived_its_row_in_the_list_ends_too(client, person):
    """Even if deleting rows were forgotten, a changed epoch or state is enough."""
    type(person).objects.filter(pk=person.pk).update(session_epoch=9)
    assert client.get(ACCOUNT).status_code == 302
    assert not Session.objects.filter(user_id=person.pk).exists()


@pytest.mark.parametrize(
    "headers", [{"HX-Request": "true"}, {"X-Requested-With": "autosave"}, {"Sec-Fetch-Mode": "cors"}]
)
def test_a_script_is_told_by_401_and_keeps_its_values(client, person, hands, headers):
    hands.move(minutes=31)
    answer = client.post(ACCOUNT, {"a": "1"}, headers={"Referer": f"http://testserver{ACCOUNT}", **headers})
    assert answer.status_code == 401
    assert answer["X-Session-Ended"] == "idle"
    assert answer.json()["url"] == "/connexion/?next=%2Fmon-compte%2F"


def test_htmx_is_led_to_the_sign_in_page(client, person, hands):
    hands.move(minutes=31)
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{ACCOUNT}?p=2"}
    assert client.get(ACCOUNT, headers=headers)["HX-Redirect"] == "/connexion/?next=%2Fmon-compte%2F%3Fp%3D2"


def test_a_strangers_address_is_no_way_back(client, person, hands):
    hands.move(minutes=31)
    headers = {"HX-Request": "true", "HX-Current-URL": "https://ailleurs.example/piege"}
    assert client.get(ACCOUNT, headers=headers)["HX-Redirect"] == "/connexion/?next=%2F"


def test_what_was_typed_is_given_back_after_sign_in(client, person, hands):
    """A form sent to a session that has just ended waits on the server for the same person."""
    hands.move(minutes=31)
    typed = {"email": "zoé <b>& co", "lieux": ["1", "2"], "_once": "k1"}
    ended = client.post("/mon-compte/adresse-mail/", typed, headers={"Referer": f"http://testserver{ACCOUNT}"})
    assert ended["Location"] == "/connexion/?next=%2Fsession%2Fsaisie-conservee%2F"
    client.submit(ended["Location"], {"login": person.username, "password": PASSWORD})
    page = source(client.get("/session/saisie-conservee/"))
    assert 'action="/mon-compte/adresse-mail/"' in page
    assert 'name="email" value="zoé &lt;b&gt;&amp; co"' in page
    assert page.count('name="lieux"') == 2
    assert 'name="_once" value="k1"' in page


def test_what_was_sent_in_vain_is_said(client, person, hands):
    """Nothing promises that a form with a password was kept."""
    hands.move(minutes=31)
    client.post("/mot-de-passe/modifier/", {"old": PASSWORD, "password": "autre"})
    assert "votre dernière saisie n'a pas été enregistrée" in messages_of(client)


FORM = "/mon-compte/coordonnees/"
SCRIPT = {"X-Requested-With": "session", "Referer": f"http://testserver{FORM}?p=1"}
TYPED = {"first_name": "Zoé </script>", "_goes_to": FORM}


def leave(client, typed=TYPED):
    """The page's script, when the time is over: it brings what is typed and not sent."""
    return client.post("/session/saisie-conservee/", typed, headers=SCRIPT)


def test_what_was_typed_and_not_sent_comes_back_in_its_page(client, person, hands, events):
    hands.move(minutes=31)
    answer = leave(client)
    assert (answer.status_code, answer.json()["url"]) == (401, f"/connexion/?next={quote(FORM + '?p=1', safe='')}")
    assert "votre saisie vous attend" in messages_of(client)
    signed = client.submit(answer.json()["url"], {"login": person.username, "password": PASSWORD})
    page = source(client.get(signed["Location"]))
    kept = re.search(r'<script id="returned-form" type="application/json">(.*?)</script>', page)[1]
    assert json.loads(kept) == {"path": FORM, "fields": [["first_name", "Zoé </script>"]]}
    assert "Votre saisie est de retour" in page
    assert "returned-form" not in source(client.get(f"{FORM}?p=1"))
    assert "accounts.details_changed" not in events()


def test_it_waits_for_its_page_and_is_never_sent_by_itself(client, person, hands):
    hands.move(minutes=31)
    leave(client)
    client.submit("/connexion/", {"login": person.username, "password": PASSWORD})
    assert "returned-form" not in source(client.get(ACCOUNT))
    assert client.get("/session/saisie-conservee/")["Location"] == "/"
    assert "returned-form" in source(client.get(f"{FORM}?p=1"))


def test_somebody_else_finds_nothing_in_that_page(client, person, hands):
    hands.move(minutes=31)
    leave(client)
    other = UserFactory()
    client.submit("/connexion/", {"login": other.username, "password": PASSWORD})
    assert "returned-form" not in source(client.get(f"{FORM}?p=1"))


@pytest.mark.parametrize("typed", [{**TYPED, "password": PASSWORD}, {**TYPED, "_goes_to": "https://ailleurs.example"}])
def test_neither_passwords_nor_forms_for_elsewhere_wait(client, person, hands, typed):
    hands.move(minutes=31)
    assert leave(client, typed).status_code == 401
    assert "votre dernière saisie n'a pas été enregistrée" in messages_of(client)
    assert PASSWORD not in str([row.get_decoded() for row in Session.objects.all()])


def test_a_session_that_goes_on_after_all_keeps_nothing(client, person):
    """Another tab has just prolonged it: the page stays."""
    assert leave(client).status_code == 204
    assert "kept_form" not in client.session


def test_somebody_else_never_gets_it(client, person, hands):
    hands.move(minutes=31)
    client.post("/mon-compte/adresse-mail/", {"email": "secret"})
    other = UserFactory()
    client.submit("/connexion/", {"login": other.username, "password": PASSWORD})
    assert client.get("/session/saisie-conservee/")["Location"] == "/"


def test_passwords_are_never_kept(client, person, hands):
    hands.move(minutes=31)
    ended = client.post("/mot-de-passe/modifier/", {"old": PASSWORD, "password": "autre"})
    assert "saisie-conservee" not in ended["Location"]
    assert PASSWORD not in str([row.get_decoded() for row in Session.objects.all()])


def test_a_forged_form_is_not_kept(client, person, hands):
    hands.move(minutes=31)
    forged = client.post("/mon-compte/adresse-mail/", {"email": "x"}, headers={"X-CSRFToken": ""})
    assert forged.status_code == 403
    client.submit("/connexion/", {"login": person.username, "password": PASSWORD})
    assert client.get("/session/saisie-conservee/")["Location"] == "/"


def test_public_pages_stay_open_when_it_ends(client, person, hands):
    hands.move(minutes=31)
    assert client.get("/mot-de-passe/oublie/").status_code == 200
    assert client.get("/live").status_code == 200


def test_people_see_and_end_their_own_sessions(client, person):
    elsewhere = PortalClient(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"})
    elsewhere.submit("/connexion/", {"login": person.username, "password": PASSWORD})
    assert "Firefox sous Windows" in read(client.get(ACCOUNT))
    there = Session.objects.get(session_key=elsewhere.session.session_key)
    confirm(client)
    client.post(reverse("account_end_session", args=[there.public_id]))
    assert elsewhere.get(ACCOUNT).status_code == 302
    assert client.get(ACCOUNT).status_code == 200


def test_nobody_ends_somebody_elses(client, person):
    other = PortalClient()
    other.force_login(UserFactory())
    other.get(ACCOUNT)
    theirs = Session.objects.get(session_key=other.session.session_key)
    confirm(client)
    assert client.post(reverse("account_end_session", args=[theirs.public_id])).status_code == 404
    assert other.get(ACCOUNT).status_code == 200


def test_the_list_costs_the_same_with_many_connections(client, person, same_queries):
    def more(count):
        for _ in range(count):
            other = PortalClient()
            other.force_login(person)
            other.get("/live")

    same_queries(ACCOUNT, lambda: more(1), lambda: more(15))


def test_djangos_own_table_of_sessions_stays_empty(client, person):
    assert not DjangoSession.objects.exists()
