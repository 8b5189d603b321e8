"""The second step of signing in: a code, a recovery code; what is refused, and how often one may try."""

import re
from datetime import datetime

import pytest

from portal.accounts.lifecycle.actions import close_account, suspend_account
from portal.accounts.models import Authenticator, Session, SignInFailures
from portal.accounts.passwords.actions import force_password_change
from portal.accounts.second_factor.actions import remove_second_factor
from portal.accounts.sessions.actions import end_all_sessions
from portal.accounts.tries.actions import SECOND_FACTOR
from portal.journal.models import Entry
from tests.accounts.steps import (
    PAGE,
    STEP,
    confirm,
    give_password,
    signed_in,
)
from tests.factories.accounts import BY, UserFactory
from tests.factories.factors import SECRET, application_of, code_at, recovery_codes_of
from tests.net.client import PortalClient
from tests.net.reading import read, source

pytestmark = pytest.mark.django_db


# At sign-in ----------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    "act", [suspend_account, close_account, end_all_sessions, force_password_change, remove_second_factor]
)
def test_what_happens_to_the_account_meanwhile_ends_the_way_in(client, guarded, hands, act):
    """Between the two steps an administrator acts: the password given before is worth nothing any more."""
    give_password(client, guarded)
    by = {"by": BY} if act in (force_password_change, remove_second_factor) else {}
    act(actor=UserFactory(), user=guarded, **by)
    assert client.get(STEP)["Location"] == "/connexion/"
    assert client.post(STEP, {"code": code_at(hands.at)})["Location"] == "/connexion/"
    assert not signed_in(client)
    assert client.get("/connexion/").status_code == 200


def test_the_second_step_waits_fifteen_minutes_at_most(client, guarded, hands):
    give_password(client, guarded)
    hands.move(minutes=15)
    assert client.get(STEP).status_code == 200
    hands.move(seconds=1)
    assert client.get(STEP)["Location"] == "/connexion/"


def test_who_comes_back_to_sign_in_half_way_is_led_to_the_second_step(client, guarded, hands):
    give_password(client, guarded)
    assert client.get("/connexion/")["Location"] == STEP
    assert client.post("/connexion/", {"login": "zz0000000", "password": "x"})["Location"] == STEP


def test_what_the_browser_keeps_half_way_says_nothing_of_the_person(client, guarded, hands):
    give_password(client, guarded)
    held = str(dict(client.session))
    assert guarded.username not in held
    assert guarded.email not in held


def test_somebody_elses_code_opens_nothing(client, guarded, hands):
    other = UserFactory()
    application_of(other, "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU")
    give_password(client, other)
    assert client.submit(STEP, {"code": code_at(hands.at, SECRET)}, form="code-form").status_code == 422


def test_a_new_password_by_mail_does_not_replace_the_second_factor(client, guarded, link_in):
    client.submit("/mot-de-passe/oublie/", {"identifier": guarded.username})
    client.submit(link_in(guarded.email), {"password": "tabouret nuage citron wagon"})
    assert not signed_in(client)
    assert give_password(client, guarded, "tabouret nuage citron wagon")["Location"] == STEP
    assert not signed_in(client)


def test_a_new_password_by_mail_forgives_no_wrong_code(client, guarded, hands, link_in):
    give_password(client, guarded)
    for _ in range(5):
        client.submit(STEP, {"code": "000000"}, form="code-form")
    client.submit("/mot-de-passe/oublie/", {"identifier": guarded.username})
    client.submit(link_in(guarded.email), {"password": "tabouret nuage citron wagon"})
    give_password(client, guarded, "tabouret nuage citron wagon")
    assert client.submit(STEP, {"code": code_at(hands.at)}, form="code-form").status_code == 422


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
    assert guarded.last_name not in source(client.get("/"))
    assert client.get(PAGE)["Location"].startswith("/connexion/")


# Tries ---------------------------------------------------------------------------------------------


def test_wrong_codes_wait_longer_and_longer(client, guarded, hands, events):
    give_password(client, guarded)
    for _ in range(5):
        assert client.submit(STEP, {"code": "000000"}, form="code-form").status_code == 422
    delayed = client.submit(STEP, {"code": code_at(hands.at)}, form="code-form")
    assert delayed.status_code == 422
    assert "Trop d'essais" in read(delayed)
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
    """The 26th code waits until midnight, even a right one an hour later."""
    give_password(client, guarded)
    client.submit(STEP, {"code": "000000"}, form="code-form")
    SignInFailures.objects.filter(subject__startswith=SECOND_FACTOR).update(count=4, count_today=24)
    client.submit(STEP, {"code": "000000"}, form="code-form")
    client.post("/deconnexion/")
    hands.move(hours=2)
    give_password(client, guarded)
    assert client.submit(STEP, {"code": code_at(hands.at)}, form="code-form").status_code == 422
    assert Entry.objects.filter(kind="accounts.factor_failed").count() == 2
    hands.move(hours=12)
    client.post("/deconnexion/")
    give_password(client, guarded)
    assert client.submit(STEP, {"code": code_at(hands.at)}, form="code-form").status_code == 302


def test_people_can_begin_again_with_another_account(client, guarded, hands):
    give_password(client, guarded)
    assert client.get("/connexion/")["Location"] == STEP
    client.post("/deconnexion/")
    assert client.get("/connexion/").status_code == 200
    assert client.get(STEP)["Location"] == "/connexion/"


# Recovery codes ------------------------------------------------------------------------------------


def test_a_recovery_code_signs_in_once_and_is_told(client, guarded, mails, events):
    code = recovery_codes_of(guarded)[4]
    give_password(client, guarded)
    assert client.submit(STEP, {"code": code.upper()}, form="code-form").status_code == 302
    assert "Il en reste 9" in mails(guarded.email)[0].message
    assert "accounts.recovery_code_used" in events()
    other = PortalClient()
    give_password(other, guarded)
    refused = other.submit(STEP, {"code": code}, form="code-form")
    assert refused.status_code == 422
    assert "Ce code de secours" in read(refused)


def test_new_codes_end_the_old_ones(client, guarded, hands, mails):
    old = recovery_codes_of(guarded)[0]
    client.force_login(guarded)
    confirm(client)
    page = source(client.submit(f"{PAGE}codes/"))
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
