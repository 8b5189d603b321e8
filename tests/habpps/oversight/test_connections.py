"""« Connexions »: who of a Caf's conventions signs in, while they have access, and what was refused."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import transaction

from portal.accounts.models import User
from portal.accounts.sign_in.events import SIGNED_IN
from portal.base import clock
from portal.habpps.models import Grant
from portal.habpps.oversight.queries import connections
from portal.habpps.rights.roles import Role
from portal.journal.kinds import REGISTRY
from portal.journal.writer import log_event
from tests.factories.habpps import AgreementFactory, actor, caf_agent, come_in, grant, invited, member
from tests.net.reading import source

LIST = "/supervision/connexions"
FAILED = "accounts.sign_in_failed"


def read(response) -> str:
    return unescape(source(response)).replace("\u00a0", " ")


@transaction.atomic
def record(kind: str, **arguments) -> None:
    log_event(REGISTRY[kind], **arguments)


def came(user: User, kind: str = SIGNED_IN.name, times: int = 1) -> None:
    facts = {"identifier": "f" * 64} if kind in ("accounts.sign_in_failed", "accounts.sign_in_delayed") else {}
    for _ in range(times):
        record(kind, actor_id=None, about=("accounts.user", user.pk), **facts)


def seen(user: User, **asked) -> list[int]:
    return [entry.object_id for entry in connections.found_connections(actor(user), **asked)]


@pytest.mark.parametrize("kind", ["caf_admin", "caf_agent"])
def test_the_caf_reads_who_came_and_what_was_refused(client, here, kind):
    came(here.member)
    came(here.provider, FAILED, times=2)
    client.force_login(getattr(here, kind))
    text = read(client.get(LIST))
    assert "1 connexion et 2 essais refusés en 30 jours." in text
    assert "3 connexions ou essais trouvés" in text
    assert here.provider.username in text
    assert "Mot de passe refusé" in text


def test_another_caf_reads_nothing_of_it(client, here, elsewhere):
    came(here.member)
    client.force_login(elsewhere.caf_admin)
    text = read(client.get(LIST))
    assert here.member.username not in text
    assert "0 connexion et 0 essai refusé" in text


def test_the_people_of_the_caf_itself_are_not_watched_here(here):
    came(caf_agent(here.caf))
    assert seen(here.caf_admin) == []


@pytest.mark.parametrize("kind", connections.FAILURES)
def test_every_refusal_counts_as_one(here, kind):
    came(here.member, kind)
    assert connections.count_connections(actor(here.caf_admin)) == {"sign_ins": 0, "failures": 1}


def test_coming_and_going_otherwise_is_no_connection(here):
    came(here.member, "accounts.signed_out")
    came(here.member, "accounts.sessions_ended")
    assert seen(here.caf_admin) == []


def test_a_try_under_an_unknown_identifier_belongs_to_nobody(here, national):
    record(FAILED, actor_id=None, identifier="f" * 64)
    assert seen(here.caf_admin) == seen(national) == []


def test_what_came_before_the_access_is_not_the_caf_s_business(here):
    came(here.member)
    Grant.objects.filter(user=here.member).update(given_at=clock.now() + timedelta(seconds=5))
    assert seen(here.caf_admin) == []


@pytest.mark.parametrize("ended", ["revoked", "past"])
def test_what_comes_after_the_access_is_not_either(here, ended):
    values = {"revoked_at": clock.now() - timedelta(hours=1)}
    if ended == "past":
        values = {"valid_until": clock.today() - timedelta(days=1)}
    Grant.objects.filter(user=here.member).update(**values)
    came(here.member)
    assert seen(here.caf_admin) == []


def test_the_last_day_still_counts(here):
    Grant.objects.filter(user=here.member).update(valid_until=clock.today())
    came(here.member)
    assert seen(here.caf_admin) == [here.member.pk]


def test_an_account_whose_holder_has_not_answered_shows_nothing(client, here):
    """Neither its tries nor its past: nobody learns that there was such an account."""
    user = member(here.agreement, last_name="Secrète", last_login=clock.now() - timedelta(days=300))
    invited(user, here.agreement)
    came(user, FAILED)
    assert seen(here.caf_admin) == []
    client.force_login(here.caf_admin)
    assert "Secrète" not in client.post(LIST, {"format": "csv"}).getvalue().decode()
    come_in(user)
    assert seen(here.caf_admin) == [user.pk], "the sign-in that follows, and nothing of what came before"


def test_somebody_with_two_conventions_is_counted_once(here):
    grant(here.admin, Role.PARTNER_USER, AgreementFactory(caf=here.caf))
    came(here.admin, times=2)
    assert connections.count_connections(actor(here.caf_admin))["sign_ins"] == 2


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"issue": "REUSSIE"}, 1),
        ({"issue": "ECHEC"}, 2),
        ({"issue": "rien"}, 3),
        ({"personne": "Zébulon"}, 2),
        ({"du": "01/01/2020", "au": "02/01/2020"}, 0),
        ({"du": "01/01/2020"}, 3),
    ],
)
def test_connections_are_found_by_person_outcome_and_date(client, here, query, count):
    other = member(here.agreement, last_name="Zébulon")
    came(other)
    came(other, FAILED)
    came(here.member, FAILED)
    client.force_login(here.caf_admin)
    text = read(client.get(LIST, query))
    assert (f"{count} connexion" if count else "Aucun résultat") in text


def test_a_person_is_found_by_identifier(here):
    came(here.member)
    came(here.provider)
    assert seen(here.caf_admin, person=here.member.username.upper()) == [here.member.pk]


def test_every_day_of_the_month_has_its_line(here):
    came(here.member, times=3)
    days = connections.by_day(actor(here.caf_admin))
    assert len(days) == connections.DAYS
    assert days[-1] == (clock.today(), 3, 0)
    assert {(done, refused) for _, done, refused in days[:-1]} == {(0, 0)}
