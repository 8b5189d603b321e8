"""The journal says who did something under their name of the day, with their identifier; any name finds it."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import transaction
from django.utils import timezone

from portal.accounts.names.actions import write_name
from portal.base import clock
from portal.habpps.grants.events import RIGHT_REMOVED
from portal.habpps.invitations.actions import Identity
from portal.habpps.names.actions import accept_name, request_name
from portal.habpps.oversight.queries.journal import list_entries, read_entries
from portal.habpps.people.actions.users import create_user
from portal.journal.models import Entry
from portal.journal.writer import log_event
from tests.factories.habpps import actor, approver, person
from tests.net.reading import source

JOURNAL, CONNECTIONS = "/supervision/journal", "/supervision/connexions"


@pytest.fixture
def after(monkeypatch):
    """The clock, stopped: `after(1)` is a minute later."""
    now = timezone.now()

    def move(ahead: int) -> None:
        monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=ahead))

    return move


@transaction.atomic
def rename(user, first_name: str, last_name: str) -> None:
    write_name(user, first_name, last_name)


@transaction.atomic
def remove(here, by, of) -> None:
    facts = {"user": of.pk, "role": "APPROVER", "place": f"activity:{here.activity.pk}", "reason": ""}
    log_event(RIGHT_REMOVED, actor_id=by.pk, caf_id=here.caf.pk, agreement_id=here.agreement.pk, **facts)


def read(here, **wanted) -> list[str]:
    found = list_entries(actor(here.caf_admin), **wanted).filter(kind=RIGHT_REMOVED.name)
    return [f"{line.who} {line.sentence}" for line in read_entries(found, actor(here.caf_admin))]


def test_an_approver_who_takes_her_administrator_s_name_did_not_do_what_he_did(here, after):
    """The journal of yesterday still tells them apart, and so does that of tomorrow."""
    asks = approver(here.activity, first_name="Anne", last_name="Roy")
    boss = here.admin
    after(0)
    remove(here, boss, asks)
    after(1)
    rename(asks, boss.first_name, boss.last_name)
    after(2)
    remove(here, asks, boss)
    later, before = read(here)
    same = boss.get_full_name()
    assert before.startswith(f"{same} ({boss.username}) a retiré à Anne Roy ({asks.username})")
    assert later.startswith(f"{same} ({asks.username}) a retiré à {same} ({boss.username})")


def test_each_act_stands_under_the_name_of_its_day(here, after):
    user = approver(here.activity, first_name="Anne", last_name="Roy")
    for day, name in enumerate(["Dupont", "Durand"]):
        after(2 * day)
        remove(here, user, here.member)
        after(2 * day + 1)
        rename(user, "Anne", name)
    after(5)
    remove(here, user, here.member)
    assert [line.split(" (")[0] for line in read(here)] == ["Anne Durand", "Anne Dupont", "Anne Roy"]


@pytest.mark.parametrize("typed", ["Roy", "Dupont", "anne roy", "ANNE DUPONT", "identifier"])
def test_any_name_and_the_identifier_find_everything(here, after, typed):
    user = approver(here.activity, first_name="Anne", last_name="Roy")
    remove(here, user, here.member)
    remove(here, here.admin, here.member)
    after(1)
    rename(user, "Anne", "Dupont")
    remove(here, user, here.member)
    assert len(read(here, person=user.username if typed == "identifier" else typed)) == 2


def test_a_mixture_of_two_names_finds_nothing(here, after):
    user = approver(here.activity, first_name="Anne", last_name="Roy")
    remove(here, user, here.member)
    rename(user, "Zoé", "Dupont")
    assert read(here, person="Anne Dupont") == []


def test_a_change_of_name_says_both(here):
    asked = request_name(actor=actor(here.member), first_name="Zoé", last_name="Dupont", reason="Mariage")
    former = here.member.get_full_name()
    accept_name(actor=actor(here.admin), request=asked)
    lines = read_entries(list_entries(actor(here.admin)).filter(kind="habpps.name_accepted"), actor(here.admin))
    assert [line.who for line in lines] == [f"{here.admin.get_full_name()} ({here.admin.username})"]
    assert lines[0].sentence == f"a accepté le nom de Zoé Dupont ({here.member.username}) (auparavant {former})"


def test_of_an_account_that_is_gone_the_names_are_too(here):
    asked = request_name(actor=actor(here.member), first_name="Zoé", last_name="Dupont", reason="Mariage")
    accept_name(actor=actor(here.admin), request=asked)
    here.member.past_names.all().delete()
    [line] = read_entries(list_entries(actor(here.admin)).filter(kind="habpps.name_accepted"), actor(here.admin))
    assert line.sentence.endswith("(auparavant un nom effacé)")


def test_who_has_not_answered_goes_by_what_was_typed_without_an_identifier(here):
    known = person(email="connue@exemple.fr", first_name="Anne", last_name="Roy")
    rename(known, "Zoé", "Dupont")
    typed = Identity("Tapée", "Personne", known.email, known.email)
    create_user(actor=actor(here.admin), agreement=here.agreement, identity=typed, valid_from=clock.today())
    said = " ".join(
        f"{line.who} {line.sentence}" for line in read_entries(list_entries(actor(here.admin)), actor(here.admin))
    )
    assert "Personne Tapée" in said
    for hidden in ("Roy", "Dupont", known.username):
        assert hidden not in said
    for name in ("Roy", "Dupont"):
        about = list_entries(actor(here.admin), person=name).filter(object_id=known.pk)
        assert not about.exists()


def test_renamed_people_cost_one_query_whatever_their_number(client, here, same_queries):
    def act(count: int) -> None:
        for _ in range(count):
            user = approver(here.activity)
            remove(here, user, here.member)
            rename(user, "Zoé", "Dupont")
            remove(here, user, here.member)

    client.force_login(here.caf_admin)
    same_queries(JOURNAL, lambda: act(1), lambda: act(10))
    same_queries(f"{JOURNAL}?personne=Lenoir", lambda: act(1), lambda: act(3))


def test_the_list_of_connections_does_the_same(client, here, after):
    user = here.provider
    former = user.get_full_name()

    def connect() -> None:
        Entry.objects.create(
            kind="accounts.signed_in", store="SECURITY", at=clock.now(), object_type="accounts.user", object_id=user.pk
        )

    after(1)
    connect()
    after(2)
    rename(user, "Zoé", "Dupont")
    after(3)
    connect()
    client.force_login(here.caf_admin)
    page = unescape(source(client.get(CONNECTIONS)))
    assert page.count(former) == 1
    assert page.count("Zoé Dupont") == 1
    assert page.count(user.username) == 2
    assert "2 connexions" in unescape(source(client.get(CONNECTIONS, {"personne": "Dupont"}))).replace("\u00a0", " ")
