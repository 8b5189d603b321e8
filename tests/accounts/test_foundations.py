"""What every way in and every page owes to whoever uses it, whatever the screen."""

import math
from datetime import timedelta

import pytest
from django.urls import reverse
from lxml import html

from portal.accounts.models import Session, User
from portal.accounts.sessions.store import SessionStore
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def password_fields(client, address: str) -> list:
    return html.fromstring(client.get(address).content).xpath("//main//input[contains(@autocomplete, 'password')]")


def test_a_password_is_masked_and_may_be_pasted(client):
    """By a password manager too: each field says what it is for, and no script stands in the way of pasting."""
    fields = password_fields(client, reverse("account_login"))
    client.force_login(UserFactory())
    fields += password_fields(client, reverse("account_change_password"))
    assert len(fields) == 3
    for field in fields:
        assert (field.get("type"), field.get("onpaste")) == ("password", None)


def test_a_password_has_no_age(client, hands):
    """Five years later it still opens the door: nothing makes people change what nobody has stolen."""
    user = UserFactory(password_changed_at=hands.at - timedelta(days=5 * 365))
    answer = client.submit(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get(reverse("home")).status_code == 200


def test_there_is_no_account_to_begin_with(client):
    """Migrations make nobody: the operator names the first person."""
    assert not User.objects.exists()
    for login in ("admin", "root", "administrateur"):
        answer = client.submit(reverse("account_login"), {"login": login, "password": login})
        assert answer.status_code == 422


def test_a_session_s_id_is_long_and_random():
    """At least 128 bits, drawn anew each time."""
    drawn = {SessionStore()._get_new_session_key() for _ in range(50)}
    assert len(drawn) == 50
    assert min(len(key) for key in drawn) * math.log2(36) >= 128


def test_the_way_out_is_on_every_page(client):
    """One click from anywhere, as a form: a link would sign people out by surprise."""
    client.force_login(UserFactory())
    for name in ("home", "account_details", "account_change_password", "guide"):
        page = html.fromstring(client.get(reverse(name)).content)
        assert page.xpath(f"//header//form[@action='{reverse('account_logout')}' and @method='post']")


def test_a_session_is_worth_nothing_without_its_row(client):
    """The cookie is a reference: what it stands for lies on the server."""
    client.force_login(UserFactory())
    Session.objects.all().delete()
    assert client.get(reverse("account_details")).status_code == 302
