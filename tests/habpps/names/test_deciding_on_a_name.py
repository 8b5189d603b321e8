"""A change of name is decided by who administers every place where the person holds a right, and by nobody else."""

from datetime import timedelta

import pytest

from portal.accounts.models import PastName
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.models import Grant, NameRequest
from portal.habpps.names.actions import accept_name, cancel_name, refuse_name
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import (
    ActivityFactory,
    AgreementFactory,
    actor,
    approver,
    caf_admin,
    grant,
    member,
    partner_admin,
)
from tests.habpps.names.steps import PAGE, ask, asked_at_home, everything, mails_to, name_of, unchanged
from tests.net.reading import read

pytestmark = pytest.mark.django_db


# Deciding -----------------------------------------------------------------------------------------


def test_accepted_the_account_bears_the_name_and_everybody_concerned_is_told(here):
    former = here.admin.get_full_name()
    asked = ask(here.admin)
    accept_name(actor=actor(here.caf_admin), request=asked)
    assert name_of(here.admin) == "Zoé Dupont"
    past = PastName.objects.get()
    assert (str(past), past.user_id) == (former, here.admin.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by_id) == ("ACCEPTED", here.caf_admin.pk)
    assert mails_to(here.admin) == ["habpps/name_decided"]
    assert mails_to(here.other_admin) == ["habpps/name_changed"]
    mailbox = Letter.objects.get(recipient_id=0)
    assert (mailbox.kind, mailbox.email.to) == ("habpps/name_changed", [here.caf.email])
    assert former in mailbox.email.message
    assert "Zoé Dupont" in mailbox.email.message
    assert mails_to(here.caf_admin) == ["habpps/name_asked"]
    entry = Entry.objects.get(kind="habpps.name_accepted")
    assert (entry.actor_id, entry.agreement_id) == (here.caf_admin.pk, here.agreement.pk)
    assert entry.facts == {"user": here.admin.pk, "formerly": past.pk}


def test_refused_the_name_stays_and_the_person_reads_why(client, here):
    asked = ask(here.declarant)
    before = name_of(here.declarant)
    client.force_login(here.admin)
    page = f"/noms/{asked.public_id}/"
    assert client.submit(page, {"decision": "refuser", "reason": ""}).status_code == 422
    assert NameRequest.objects.get().state == "REQUESTED"
    assert client.submit(page, {"decision": "refuser", "reason": "Orthographe à vérifier"}).status_code == 302
    assert name_of(here.declarant) == before
    assert PastName.objects.count() == 0
    letter = Letter.objects.get(recipient_id=here.declarant.pk)
    assert "Orthographe à vérifier" in letter.email.message
    client.force_login(here.declarant)
    assert "Orthographe à vérifier" in read(client.get(PAGE))


def test_a_refusal_without_a_reason_is_none(here):
    asked = ask(here.member)
    assert (
        "reason"
        in unchanged(lambda: refuse_name(actor=actor(here.admin), request=asked, reason="  "), ActionError).errors
    )


def test_a_second_click_by_the_same_person_writes_nothing(here):
    asked = ask(here.member)
    accept_name(actor=actor(here.admin), request=asked)
    before = everything()
    accept_name(actor=actor(here.admin), request=asked)
    assert everything() == before
    unchanged(lambda: accept_name(actor=actor(here.other_admin), request=asked), Refused)
    unchanged(lambda: refuse_name(actor=actor(here.admin), request=asked, reason="Trop tard"), Refused)
    unchanged(lambda: cancel_name(actor=actor(here.member), request=asked), Refused)


def test_a_right_that_ends_during_the_wait_no_longer_counts(here):
    asked, late = ask(here.admin), actor(here.caf_admin)
    assert late.grants
    Grant.objects.filter(user=here.caf_admin).update(revoked_at=clock.now())
    unchanged(lambda: accept_name(actor=late, request=asked), Refused)


def deciders(here, elsewhere, national) -> dict:
    return {
        "admin": here.admin,
        "other_admin": here.other_admin,
        "caf_admin": here.caf_admin,
        "caf_agent": here.caf_agent,
        "member": here.member,
        "elsewhere": elsewhere.admin,
        "other_caf": elsewhere.caf_admin,
        "national": national,
    }


def test_what_waits_for_a_week_reaches_the_caf(here, rf):
    asked = ask(here.member)
    assert asked_at_home(here.caf_admin, rf) == []
    NameRequest.objects.update(requested_at=clock.now() - timedelta(days=7))
    for user in (here.admin, here.other_admin, here.caf_admin):
        assert asked_at_home(user, rf) == [f"/noms/{asked.public_id}/"]


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("member", {"admin", "other_admin", "caf_admin", "national"}),
        ("provider", {"admin", "other_admin", "caf_admin", "national"}),
        ("admin", {"caf_admin", "national"}),
        ("caf_agent", {"caf_admin", "national"}),
        ("caf_admin", {"national"}),
    ],
)
def test_nobody_else_decides(client, here, elsewhere, national, who, may):
    asked = ask(getattr(here, who))
    for kind, user in deciders(here, elsewhere, national).items():
        client.force_login(user)
        status = client.get(f"/noms/{asked.public_id}/").status_code
        assert (status == 200) is (kind in may), kind
        if kind not in may:
            unchanged(lambda user=user: accept_name(actor=actor(user), request=asked), Refused)
            unchanged(lambda user=user: refuse_name(actor=actor(user), request=asked, reason="Non"), Refused)


def test_who_stands_at_two_partners_is_decided_on_by_their_caf_alone(client, here, elsewhere, rf):
    """An administrator of one would else rename somebody who approves for the other."""
    other = AgreementFactory(caf=here.caf)
    other_admin = partner_admin(other)
    grant(here.member, Role.PARTNER_USER, other)
    asked = ask(here.member)
    for admin in (here.admin, other_admin):
        assert asked_at_home(admin, rf) == []
        client.force_login(admin)
        assert client.get(f"/noms/{asked.public_id}/").status_code == 404
        unchanged(lambda admin=admin: accept_name(actor=actor(admin), request=asked), Refused)
    accept_name(actor=actor(here.caf_admin), request=asked)
    assert Entry.objects.filter(kind="habpps.name_accepted").count() == 2
    for admin in (here.admin, here.other_admin, other_admin):
        assert mails_to(admin) == ["habpps/name_changed"]
    assert Letter.objects.filter(recipient_id=0).count() == 1


def test_who_stands_under_two_cafs_is_decided_on_by_the_nation(here, elsewhere, national, rf):
    grant(here.caf_admin, Role.CAF_AGENT, elsewhere.caf)
    caf_admin(here.caf)
    asked = ask(here.caf_admin)
    assert asked_at_home(elsewhere.caf_admin, rf) == []
    unchanged(lambda: accept_name(actor=actor(elsewhere.caf_admin), request=asked), Refused)
    assert asked_at_home(national, rf) == [f"/noms/{asked.public_id}/"]
    accept_name(actor=actor(national), request=asked)


def test_without_delegation_the_caf_decides(rf):
    agreement = AgreementFactory(contract__delegated=False)
    admin, user, caf = partner_admin(agreement), member(agreement), caf_admin(agreement.caf)
    asked = ask(user)
    assert asked_at_home(admin, rf) == []
    unchanged(lambda: accept_name(actor=actor(admin), request=asked), Refused)
    accept_name(actor=actor(caf), request=asked)


def test_who_decides_reads_who_asks_what_they_may_and_who_bears_the_name(client, here):
    twin = member(here.agreement, first_name="ZOÉ", last_name="Dupont")
    stranger = member(AgreementFactory(), first_name="Zoé", last_name="Dupont")
    user = approver(ActivityFactory(agreement=here.agreement, name="Ludothèque"))
    asked = ask(user)
    client.force_login(here.admin)
    page = read(client.get(f"/noms/{asked.public_id}/"))
    for words in (
        user.get_full_name(),
        user.username,
        "Mariage",
        "Approbateur : Ludothèque",
        f"ZOÉ Dupont ({twin.username})",
    ):
        assert words in page
    assert stranger.username not in page


def test_a_decided_request_reads_as_such(client, here):
    asked = ask(here.member)
    accept_name(actor=actor(here.admin), request=asked)
    client.force_login(here.other_admin)
    page = read(client.get(f"/noms/{asked.public_id}/"))
    assert f"par {here.admin.get_full_name()}" in page
    assert "Enregistrer ma décision" not in page


def test_the_home_page_costs_the_same_with_many_requests(here, rf, django_assert_num_queries):
    users = [member(here.agreement) for _ in range(6)]
    ask(users[0])
    with django_assert_num_queries(8):
        assert len(asked_at_home(here.admin, rf)) == 1
    for user in users[1:]:
        ask(user)
    with django_assert_num_queries(8):
        assert len(asked_at_home(here.admin, rf)) == 3


@pytest.mark.parametrize("url", [PAGE, "/mon-compte/"])
def test_own_pages_cost_at_most_ten_queries(client, here, count_queries, url):
    ask(here.provider)
    client.force_login(here.provider)
    assert count_queries(url) <= 10


def test_the_page_of_the_decision_costs_at_most_ten_queries(client, here, count_queries):
    asked = ask(here.provider)
    client.force_login(here.admin)
    assert count_queries(f"/noms/{asked.public_id}/") <= 10
