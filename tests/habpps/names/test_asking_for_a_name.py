"""A right belongs to a person: who holds one asks for a change of name, which somebody else decides."""

import json

import pytest

from portal.accounts.models import User
from portal.accounts.my_account.actions import change_details
from portal.accounts.registries import find_name_rule, run_before_closing
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Agreement, Grant, NameRequest
from portal.habpps.names.actions import accept_name, cancel_name
from portal.habpps.people.actions.users import create_user
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from tests.factories.habpps import (
    AgreementFactory,
    actor,
    caf_admin,
    grant,
    member,
    person,
)
from tests.habpps.names.steps import DETAILS, NEW, PAGE, ask, asked_at_home, everything, mails_to, name_of, unchanged
from tests.net.reading import read, source

pytestmark = pytest.mark.django_db
RIGHTS = ["member", "declarant", "provider", "admin", "caf_agent", "caf_admin"]


# A name is not one's own to change while a right stands -------------------------------------------


@pytest.mark.parametrize("who", RIGHTS)
def test_who_holds_a_right_does_not_rename_themselves(here, who):
    user = getattr(here, who)
    error = unchanged(lambda: change_details(user=user, first_name="Zoé", last_name="Dupont", phone=""), ActionError)
    assert set(error.errors) == {"first_name", "last_name"}


@pytest.mark.parametrize("who", RIGHTS)
def test_nor_by_the_form_of_the_page(client, here, who):
    user = getattr(here, who)
    client.force_login(user)
    assert "Demander un changement" in read(client.get("/mon-compte/"))
    assert "demandez un changement de nom" in read(client.get(DETAILS))
    # The form of a person without a right, shown before one was given.
    refused = client.post(DETAILS, {"first_name": "Zoé", "last_name": "Dupont", "phone": "01 23 45 67 89"})
    assert refused.status_code == 422
    assert "demandez ce changement de nom" in read(refused)
    assert name_of(user) == user.get_full_name()


def test_the_telephone_stays_theirs(client, here):
    client.force_login(here.admin)
    client.submit(DETAILS, {"phone": "01 23 45 67 89"})
    assert User.objects.get(pk=here.admin.pk).phone == "01 23 45 67 89"


@pytest.mark.parametrize("right", ["to come", "suspended", "of a draft"])
def test_a_right_that_does_not_count_today_keeps_the_name_too(here, right):
    user = person()
    agreement = AgreementFactory(draft=True, caf=here.caf) if right == "of a draft" else here.agreement
    held = grant(user, Role.PARTNER_USER, agreement)
    if right == "to come":
        Grant.objects.filter(pk=held.pk).update(valid_from=clock.today().replace(year=clock.today().year + 1))
    if right == "suspended":
        Grant.objects.filter(pk=held.pk).update(suspended_at=clock.now())
    assert find_name_rule(user) is not None


@pytest.mark.parametrize("over", ["revoked", "ended", "closed convention", "no right"])
def test_who_holds_none_any_more_changes_their_name_at_once(client, here, over):
    user = person() if over == "no right" else member(here.agreement)
    held = Grant.objects.filter(user=user)
    if over == "revoked":
        held.update(revoked_at=clock.now())
    if over == "ended":
        held.update(valid_until=here.agreement.opens_on)
    if over == "closed convention":
        Agreement.objects.filter(pk=here.agreement.pk).update(state="CLOSED", closes_on=clock.today())
    client.force_login(user)
    assert client.get(PAGE)["Location"] == DETAILS
    client.submit(DETAILS, {"first_name": "Zoé", "last_name": "Dupont", "phone": ""})
    assert name_of(user) == "Zoé Dupont"
    unchanged(lambda: ask(User.objects.get(pk=user.pk), last_name="Durand"), ActionError)


def test_an_invitation_that_waits_for_an_answer_gives_the_one_who_invites_no_say(here):
    """Anybody may type an e-mail: until its holder answers, their name stays theirs."""
    stranger = person(email="connue@exemple.fr")
    identity = Identity("Roy", "Anne", stranger.email, stranger.email)
    create_user(actor=actor(here.admin), agreement=here.agreement, identity=identity, valid_from=clock.today())
    assert find_name_rule(User.objects.get(pk=stranger.pk)) is None


# Asking -------------------------------------------------------------------------------------------


def test_a_request_tells_those_who_decide_and_changes_nothing(here, rf):
    asked = ask(here.declarant)
    assert name_of(here.declarant) == here.declarant.get_full_name()
    for admin in (here.admin, here.other_admin):
        assert mails_to(admin) == ["habpps/name_asked"]
        assert asked_at_home(admin, rf) == [f"/noms/{asked.public_id}/"]
    for other in (here.caf_admin, here.caf_agent, here.member, here.declarant):
        assert mails_to(other) == []
        assert asked_at_home(other, rf) == []
    entry = Entry.objects.get(kind="habpps.name_requested")
    assert (entry.actor_id, entry.agreement_id, entry.caf_id) == (here.declarant.pk, here.agreement.pk, here.caf.pk)
    assert "Dupont" not in str(vars(entry))


def test_an_administrator_is_decided_on_by_the_caf_and_not_by_the_other_one(here, rf):
    asked = ask(here.admin)
    assert mails_to(here.caf_admin) == ["habpps/name_asked"]
    assert asked_at_home(here.caf_admin, rf) == [f"/noms/{asked.public_id}/"]
    assert mails_to(here.other_admin) == mails_to(here.admin) == mails_to(here.caf_agent) == []
    assert asked_at_home(here.other_admin, rf) == []


def test_an_agent_is_decided_on_by_another_administrator_of_the_caf(here, rf):
    second = caf_admin(here.caf)
    ask(here.caf_admin)
    assert mails_to(second) == ["habpps/name_asked"]
    assert asked_at_home(here.caf_admin, rf) == []


def test_the_only_administrator_of_a_caf_is_decided_on_by_the_nation(here, national, rf):
    asked = ask(here.caf_admin)
    assert mails_to(national) == ["habpps/name_asked"]
    assert asked_at_home(national, rf) == [f"/noms/{asked.public_id}/"]
    accept_name(actor=actor(national), request=asked)
    assert name_of(here.caf_admin) == "Zoé Dupont"


def test_without_an_administrator_in_office_the_caf_is_asked(here, rf):
    access = Grant.objects.filter(user__in=[here.admin, here.other_admin], role=Role.PARTNER_USER)
    access.update(suspended_at=clock.now())
    asked = ask(here.declarant)
    assert mails_to(here.caf_admin) == ["habpps/name_asked"]
    assert asked_at_home(here.caf_admin, rf) == [f"/noms/{asked.public_id}/"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"first_name": " \u200b "}, "first_name"),
        ({"last_name": ""}, "last_name"),
        ({"reason": "  "}, "reason"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_asked(here, typed, field):
    assert field in unchanged(lambda: ask(here.member, **typed), ActionError).errors


def test_the_present_name_is_no_change(here):
    same = {"first_name": here.member.first_name, "last_name": here.member.last_name}
    assert "last_name" in unchanged(lambda: ask(here.member, **same), ActionError).errors


def test_one_request_waits_at_a_time_and_the_same_again_is_no_other(here):
    asked = ask(here.member)
    before = everything()
    assert ask(here.member) == asked
    assert everything() == before
    unchanged(lambda: ask(here.member, last_name="Durand"), ActionError)


def test_mon_compte_shows_the_request_and_takes_it_back(client, here):
    client.force_login(here.member)
    assert client.submit(PAGE, NEW)["Location"] == PAGE
    assert "En attente d'une décision : Zoé Dupont" in read(client.get("/mon-compte/"))
    waiting = read(client.get(PAGE))
    assert here.admin.get_full_name() in waiting
    assert "Mariage" in waiting
    client.submit(f"{PAGE}annuler")
    assert NameRequest.objects.get().state == "CANCELLED"
    assert "En attente d'une décision" not in read(client.get("/mon-compte/"))
    assert Entry.objects.filter(kind="habpps.name_cancelled").count() == 1


def test_nobody_else_takes_it_back(here):
    asked = ask(here.member)
    unchanged(lambda: cancel_name(actor=actor(here.admin), request=asked), Refused)


def test_a_request_that_outlives_the_right_is_cancelled_before_the_name_is_free(here):
    asked = ask(here.member)
    Grant.objects.filter(user=here.member).update(revoked_at=clock.now())
    assert find_name_rule(here.member) is not None
    unchanged(lambda: accept_name(actor=actor(here.admin), request=asked), Refused)
    cancel_name(actor=actor(here.member), request=asked)
    assert find_name_rule(here.member) is None


# What is kept -------------------------------------------------------------------------------------


def test_the_copy_of_the_data_holds_what_was_asked_and_the_past_names(client, here):
    accept_name(actor=actor(here.admin), request=ask(here.member))
    client.force_login(here.member)
    chapters = json.loads(client.post("/mon-compte/donnees/exporter/").content)["chapitres"]
    [kept] = chapters["Changements de nom demandés"]
    assert (kept["nom"], kept["motif"], kept["état"]) == ("Dupont", "Mariage", "Accepté")
    assert chapters["Compte"]["noms précédents"][0]["nom"] == here.member.last_name


def test_the_copy_of_who_decided_names_nobody_else(client, here):
    accept_name(actor=actor(here.admin), request=ask(here.member))
    client.force_login(here.admin)
    copy = source(client.post("/mon-compte/donnees/exporter/"))
    assert here.member.last_name not in copy
    assert "Dupont" not in copy


def test_nothing_of_it_is_left_of_an_account_that_goes(here):
    ask(here.member)
    run_before_closing(here.member)
    assert NameRequest.objects.count() == 0
