"""Growing delays, seen from the screen: per identifier, existing or not, and per address."""

import pytest

from portal.accounts.models import SignInFailures
from portal.accounts.tries.actions import lift_sign_in_delays
from tests.factories.accounts import PASSWORD, UserFactory
from tests.net.client import PortalClient
from tests.net.reading import read

pytestmark = [pytest.mark.django_db]
WRONG = "pas le bon mot de passe"


class Door:
    """`door.knock(login, password, address)`: the status, and the minutes to wait if any were said."""

    def knock(self, login: str, password: str = WRONG, address: str = "192.0.2.1", **environ: str) -> str:
        browser = PortalClient(REMOTE_ADDR=address, **environ)
        response = browser.post("/connexion/", {"login": login, "password": password})
        if response.status_code == 302:
            return "in"
        return "wait" if "Trop d" in read(response) else "refused"


@pytest.fixture
def door(hands) -> Door:
    return Door()


def fail(door, login, times, **options):
    return [door.knock(login, **options) for _ in range(times)]


@pytest.mark.parametrize("exists", [True, False])
def test_after_five_failures_over_a_minute_must_pass(door, hands, exists):
    login = UserFactory().username if exists else "zz0000000"
    assert fail(door, login, 5) == ["refused"] * 5
    assert door.knock(login) == "wait"
    hands.move(seconds=60)
    assert door.knock(login) == "wait"
    hands.move(seconds=16)
    assert door.knock(login) == "refused"
    hands.move(seconds=76)
    assert door.knock(login) == "wait"


def test_even_the_right_password_waits(door, hands):
    user = UserFactory()
    fail(door, user.username, 5)
    assert door.knock(user.username, PASSWORD) == "wait"
    hands.move(seconds=76)
    assert door.knock(user.username, PASSWORD) == "in"


def test_an_identifier_is_protected_from_many_addresses(door):
    login = UserFactory().username
    answers = [door.knock(login, address=f"198.51.100.{n}") for n in range(6)]
    assert answers == ["refused"] * 5 + ["wait"]


def test_both_names_of_an_account_count_together(door):
    user = UserFactory()
    names = [user.username, user.email, user.username.upper()]
    answers = [door.knock(names[n % 3], address=f"198.51.100.{n}") for n in range(6)]
    assert answers[-1] == "wait"


def test_an_address_that_tries_many_identifiers_waits(door):
    answers = [door.knock(f"zz{n:07d}") for n in range(6)]
    assert answers == ["refused"] * 5 + ["wait"]
    assert door.knock(UserFactory().username, PASSWORD, address="198.51.100.7") == "in"


def test_an_ipv6_subscriber_is_one_address(door):
    answers = [door.knock(f"zz{n:07d}", address=f"2001:db8:1:2::{n + 1}") for n in range(6)]
    assert answers[-1] == "wait"


def test_an_ipv4_subscriber_written_as_ipv6_is_one_address(door):
    """A server that listens to both writes « ::ffff:192.0.2.1 »: not all of them are one subscriber."""
    for n in range(5):
        door.knock(f"zz{n:07d}", address="::ffff:192.0.2.1")
    assert door.knock("zz0000009", address="::ffff:192.0.2.2") == "refused"
    assert door.knock("zz0000009", address="192.0.2.1") == "wait"


def test_behind_a_proxy_each_person_has_the_address_that_the_proxy_names(door, settings):
    settings.TRUSTED_PROXIES = 1
    said = [{"HTTP_X_FORWARDED_FOR": f"198.51.100.{n}"} for n in range(8)]
    assert [door.knock(f"zz{n:07d}", **each) for n, each in enumerate(said)] == ["refused"] * 8
    assert [door.knock(f"yy{n:07d}", **said[0]) for n in range(6)][-1] == "wait"


def test_nobody_writes_their_own_address(door, settings):
    """What the proxy adds comes last; what a browser wrote before it counts for nothing."""
    settings.TRUSTED_PROXIES = 1
    said = [{"HTTP_X_FORWARDED_FOR": f"203.0.113.{n}, 198.51.100.7"} for n in range(6)]
    assert [door.knock(f"zz{n:07d}", **each) for n, each in enumerate(said)][-1] == "wait"


def test_without_a_proxy_nobody_is_asked_for_an_address(door):
    said = [{"HTTP_X_FORWARDED_FOR": f"203.0.113.{n}"} for n in range(6)]
    assert [door.knock(f"zz{n:07d}", **each) for n, each in enumerate(said)][-1] == "wait"


def test_a_success_forgives_ones_own_tries_only(door):
    user = UserFactory()
    door.knock("zz0000001")
    door.knock("zz0000002")
    fail(door, user.username, 2)
    assert door.knock(user.username, PASSWORD) == "in"
    assert sorted(SignInFailures.objects.values_list("count", flat=True)) == [1, 1, 2]


def test_an_organisations_shared_address_slows_nobody_else_down(door, settings):
    settings.SIGN_IN_SHARED_ADDRESSES = ["192.0.2.1"]
    assert [door.knock(f"zz{n:07d}") for n in range(8)] == ["refused"] * 8
    assert fail(door, "zz0000000", 5)[-1] == "wait"


def test_at_most_25_tries_a_day_then_a_new_day(door, hands):
    """The 26th waits until midnight in Paris, however long ago the last one was."""
    user = UserFactory()
    door.knock(user.username)
    SignInFailures.objects.update(count=4, count_today=24)
    assert door.knock(user.username) == "refused"
    hands.move(hours=2)
    assert door.knock(user.username, PASSWORD) == "wait"
    hands.move(hours=11, minutes=59)
    assert door.knock(user.username, PASSWORD) == "wait"
    hands.move(minutes=1)
    assert door.knock(user.username, PASSWORD) == "in"


def test_an_administrator_ends_the_wait(door, events):
    user, administrator = UserFactory(), UserFactory()
    fail(door, user.username, 5, address="198.51.100.7")
    lift_sign_in_delays(actor=administrator, user=user)
    assert door.knock(user.username, PASSWORD) == "in"
    assert "accounts.unlocked" in events()


def test_a_new_password_by_mail_ends_the_wait(door, client, link_in):
    """A stranger's failures never keep the person out: the mail is theirs."""
    user = UserFactory()
    fail(door, user.username, 6)
    client.submit("/mot-de-passe/oublie/", {"identifier": user.username})
    client.submit(link_in(user.email), {"password": "cabane nuage sirop tambour"})
    assert door.knock(user.username, "cabane nuage sirop tambour", address="198.51.100.7") == "in"


def _unlocked(user, client, link_in) -> str:
    lift_sign_in_delays(actor=UserFactory(), user=user)
    return PASSWORD


def _chosen_anew(user, client, link_in) -> str:
    client.submit("/mot-de-passe/oublie/", {"identifier": user.username})
    client.submit(link_in(user.email), {"password": "cabane nuage sirop tambour"})
    return "cabane nuage sirop tambour"


@pytest.mark.parametrize("helped", [_unlocked, _chosen_anew])
def test_so_does_it_where_the_person_mistyped(door, client, link_in, helped):
    """Their own tries count against the place where they sit too: help that leaves them waiting there is none."""
    user = UserFactory()
    fail(door, user.username, 7)
    password = helped(user, client, link_in)
    assert [door.knock(user.username), door.knock(user.username, password)] == ["refused", "in"]
    assert door.knock(user.username, password) == "in"
    assert door.knock(UserFactory().username) == "refused"


def test_help_ends_the_wait_that_others_caused_for_that_person_only(door):
    fail(door, "zz0000000", 6)
    user = UserFactory()
    lift_sign_in_delays(actor=UserFactory(), user=user)
    assert door.knock("zz0000001") == "wait"
    assert door.knock(user.username, PASSWORD) == "in"
    assert door.knock("zz0000001") == "wait"


def test_after_help_guessing_is_slowed_as_before(door):
    user = UserFactory()
    fail(door, user.username, 7)
    lift_sign_in_delays(actor=UserFactory(), user=user)
    assert fail(door, user.username, 6) == ["refused"] * 5 + ["wait"]


def test_nothing_kept_names_anybody(door):
    user = UserFactory()
    fail(door, user.email, 2)
    for row in SignInFailures.objects.all():
        assert len(row.subject) == 64
        assert user.username not in row.subject


def test_delayed_tries_are_in_the_journal(door, events):
    fail(door, "zz0000000", 6)
    assert events().count("accounts.sign_in_failed") == 5
    assert events()[-1] == "accounts.sign_in_delayed"


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("/mon-compte/adresse-mail/", {"email": "neuve@association.example", "password": WRONG}),
        ("/mot-de-passe/modifier/", {"old": WRONG, "password": "tabouret nuage citron wagon"}),
    ],
)
def test_an_open_session_is_no_place_to_guess_the_password(client, hands, events, url, form):
    """A refused form writes nothing, but its try stays counted."""
    user = UserFactory()
    client.force_login(user)
    for _ in range(5):
        assert client.submit(url, form).status_code == 422
    right = {name: PASSWORD if value == WRONG else value for name, value in form.items()}
    assert client.submit(url, right)["Location"] == url
    assert "Trop d'essais" in read(client.get(url))
    assert events() == ["accounts.sign_in_failed"] * 5 + ["accounts.sign_in_delayed"]
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
