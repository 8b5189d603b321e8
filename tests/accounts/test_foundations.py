"""What every way in and every page owes to whoever uses it, whatever the screen."""

import math
import random
from datetime import timedelta

import pytest
from django.urls import reverse
from lxml import html

from portal.accounts.links.actions import issue_link
from portal.accounts.models import AccessLink, Session, User
from portal.accounts.second_factor import codes
from portal.accounts.sessions.store import SessionStore
from portal.base.ids import new_public_id
from portal.base.once import new_once_key
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def password_fields(client, address: str) -> list:
    return html.fromstring(client.get(address).content).xpath("//main//input[contains(@autocomplete, 'password')]")


def test_a_password_is_masked_and_says_what_it_is_for(client):
    """For password managers too. That it may be shown and pasted, `e2e/test_password_fields.py` tries in a browser."""
    said = [field.get("autocomplete") for field in password_fields(client, reverse("account_login"))]
    client.force_login(UserFactory())
    fields = password_fields(client, reverse("account_change_password"))
    fields += password_fields(client, reverse("account_change_email"))
    fields += password_fields(client, reverse("account_factors_confirm"))
    assert [*said, *(field.get("autocomplete") for field in fields)] == [
        "current-password",
        "current-password",
        "new-password",
        "current-password",
        "current-password",
    ]
    for field in fields:
        assert (field.get("type"), field.get("maxlength"), field.get("readonly")) == ("password", None, None)
        assert field.getparent().xpath(".//button[@type='button' and starts-with(@aria-label, 'Afficher')]")


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


SECRETS = {
    "an application's key": codes.new_secret,
    "recovery codes": lambda: codes.new_recovery_codes()[0],
    "the salt of a set of recovery codes": codes.new_salt,
    "a session's id": lambda: SessionStore()._get_new_session_key(),
    "a link's key": lambda: issue_link(UserFactory(), AccessLink.Purpose.RESET, actor_id=None),
    "a form's one-time key": new_once_key,
    "a public identifier": new_public_id,
}


@pytest.mark.parametrize("draw", SECRETS.values(), ids=SECRETS)
def test_a_secret_comes_from_the_system_s_generator(draw):
    """Python's own, `random`, gives the same again from the same seed."""
    drawn = []
    for _ in range(2):
        random.seed(8)
        drawn.append(draw())
    assert drawn[0] != drawn[1]


def test_a_session_is_worth_nothing_without_its_row(client):
    """The cookie is a reference: what it stands for lies on the server."""
    client.force_login(UserFactory())
    Session.objects.all().delete()
    assert client.get(reverse("account_details")).status_code == 302
