"""A password forgotten, reset or changed: a neutral answer, a mail after any change, other sessions end."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import AccessLink, User
from portal.accounts.passwords.actions import send_password_reset
from portal.base.errors import ActionError
from portal.journal.models import Entry
from tests.factories.accounts import BY, PASSWORD, UserFactory
from tests.net.client import PortalClient
from tests.net.reading import read, source

pytestmark = pytest.mark.django_db
GOOD = "cabane nuage sirop tambour"
FORGOTTEN = "/mot-de-passe/oublie/"
CHANGE = "/mot-de-passe/modifier/"


def forget(client, identifier):
    return client.submit(FORGOTTEN, {"identifier": identifier})


@pytest.fixture
def person(client):
    user = UserFactory()
    client.submit("/connexion/", {"login": user.username, "password": PASSWORD})
    return user


@pytest.mark.parametrize("trait", [None, "pending", "suspended", "closed", "unknown"])
def test_the_answer_tells_nobody_who_exists(client, trait):
    if trait == "unknown":
        name = "zz0000000"
    else:
        name = UserFactory(**({trait: True} if trait else {})).username
    answer = forget(client, name)
    assert (answer.status_code, answer["Location"]) == (302, "/mot-de-passe/oublie/envoye/")
    assert name not in source(client.get(answer["Location"]))


@pytest.mark.parametrize(("trait", "count"), [(None, 1), ("pending", 1), ("suspended", 0), ("closed", 0)])
def test_a_link_leaves_for_who_may_get_in(client, mails, trait, count):
    user = UserFactory(**({trait: True} if trait else {}))
    forget(client, user.email)
    assert len(mails(user.email)) == len(mails()) == count


def test_the_work_is_the_same_for_an_unknown_identifier(client, mails):
    """What a link writes is written for nobody, and undone: the time of the answer tells nothing."""

    def written(identifier: str) -> set[str]:
        with CaptureQueriesContext(connection) as asked:
            forget(client, identifier)
        return {found[1] for query in asked if (found := re.match(r'INSERT INTO "(\w+)"', query["sql"]))}

    known = written(UserFactory().username)
    people, sent, links = User.objects.count(), len(mails()), AccessLink.objects.count()
    assert written("zz0000000") - {"accounts_user"} == known
    assert {"accounts_accesslink", "post_office_email", "mail_letter", "journal_entry"} <= known
    assert (User.objects.count(), len(mails()), AccessLink.objects.count()) == (people, sent, links)
    assert Entry.objects.filter(kind="accounts.reset_requested").count() == 2
    assert Entry.objects.filter(kind="accounts.link_issued").count() == 1


def test_a_mail_box_is_not_flooded(client, mails):
    user = UserFactory()
    for _ in range(8):
        forget(client, user.username)
    assert len(mails(user.email)) == 5


def test_the_link_gives_a_new_password_once(client, link_in, mails):
    user = UserFactory()
    forget(client, user.username)
    link = link_in(user.email)
    assert client.submit(link, {"password": GOOD})["Location"] == "/connexion/"
    user.refresh_from_db()
    assert user.check_password(GOOD)
    assert mails(user.email)[-1].subject.endswith("a changé")
    assert client.get(link).status_code == 410


def test_asking_again_revokes_the_first_link(client, link_in):
    user = UserFactory()
    forget(client, user.username)
    first = link_in(user.email)
    forget(client, user.username)
    assert client.get(first).status_code == 410


def test_a_reset_ends_every_session(client, person, link_in):
    stranger = PortalClient()
    forget(stranger, person.username)
    stranger.submit(link_in(person.email), {"password": GOOD})
    assert client.get("/mon-compte/").status_code == 302


def test_never_activated_one_gets_the_activation_again(client, link_in, mails):
    user = UserFactory(pending=True)
    forget(client, user.email)
    assert link_in(user.email).startswith("/activation/")
    assert "votre compte reste à activer" in mails(user.email)[0].message
    client.submit(link_in(user.email), {"password": GOOD})
    user.refresh_from_db()
    assert user.is_active


def test_an_administrator_sends_a_link_and_the_password_still_works(client, link_in, mails):
    user = UserFactory()
    send_password_reset(actor=UserFactory(), user=user, by=BY, agreement_id=4)
    text = mails(user.email)[0].message
    assert f"{BY} vous envoie un lien" in text
    assert "Vous n'avez rien demandé" not in text
    assert link_in(user.email).startswith("/mot-de-passe/nouveau/")
    assert client.submit("/connexion/", {"login": user.username, "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize("trait", ["pending", "suspended", "closed"])
def test_no_reset_for_an_account_that_is_not_active(mails, trait):
    with pytest.raises(ActionError):
        send_password_reset(actor=UserFactory(), user=UserFactory(**{trait: True}), by=BY)
    assert mails() == []
    assert not AccessLink.objects.exists()


def test_changing_asks_for_the_present_one(client, person):
    refused = client.submit(CHANGE, {"old": "pas le bon", "password": GOOD})
    assert refused.status_code == 422
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_changing_keeps_this_session_and_ends_the_others(client, person, mails):
    other = PortalClient()
    other.submit("/connexion/", {"login": person.username, "password": PASSWORD})
    before = client.session.session_key
    assert client.submit(CHANGE, {"old": PASSWORD, "password": GOOD})["Location"] == "/mon-compte/"
    assert client.get("/mon-compte/").status_code == 200
    assert client.session.session_key != before
    assert other.get("/mon-compte/").status_code == 302
    assert "a changé" in mails(person.email)[-1].subject


def test_the_same_password_is_no_change(client, person, mails):
    assert client.submit(CHANGE, {"old": PASSWORD, "password": PASSWORD}).status_code == 422
    assert mails() == []


def test_ones_own_name_is_refused(client, person):
    refused = client.submit(CHANGE, {"old": PASSWORD, "password": f"girafe {person.last_name} torchon violet"})
    assert refused.status_code == 422
    assert person.last_name.lower() in source(refused)


def test_a_page_never_gives_a_password_back(client, person):
    typed = "mot saisi et jamais rendu caf"
    page = source(client.submit(CHANGE, {"old": PASSWORD, "password": typed}))
    assert typed not in page
    assert PASSWORD not in page


def test_the_link_on_the_sign_in_page_leads_there(client):
    user = UserFactory()
    page = client.get(f"/connexion/?next={CHANGE}")
    assert "Vous pourrez ensuite mettre à jour votre mot de passe" in read(page)
    answer = client.submit(f"/connexion/?next={CHANGE}", {"login": user.username, "password": PASSWORD})
    assert answer["Location"] == CHANGE
