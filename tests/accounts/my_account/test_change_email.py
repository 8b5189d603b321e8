"""« Modifier mon adresse mail »: password asked, confirmed at the new address, told to the old one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import AccessLink
from portal.accounts.passwords.actions import force_password_change
from portal.journal.models import Entry
from tests.factories.accounts import BY, PASSWORD, UserFactory
from tests.net.reading import read, source

pytestmark = pytest.mark.django_db
PAGE = "/mon-compte/adresse-mail/"
NEW = "nouvelle@association.example"


@pytest.fixture
def person(client):
    user = UserFactory()
    client.force_login(user)
    return user


def ask(client, email=NEW, password=PASSWORD):
    return client.submit(PAGE, {"email": email, "password": password})


def test_nothing_changes_before_it_is_confirmed(client, person, mails):
    old = person.email
    assert ask(client, NEW.upper()).status_code == 302
    person.refresh_from_db()
    assert person.email == old
    assert len(mails(NEW)) == 1


def test_the_link_confirms_and_the_old_address_is_told(client, person, mails, link_in):
    old = person.email
    ask(client)
    link = link_in(NEW)
    assert client.get(link).status_code == 200
    client.submit(link)
    person.refresh_from_db()
    assert person.email == NEW
    assert [mail.subject for mail in mails(old)] == ["Votre adresse mail a changé dans Espace Partenaires"]
    again = client.get(link)
    assert again.status_code == 410
    assert "est déjà confirmée" in read(again)


def test_the_account_shows_what_waits_until_it_is_confirmed(client, person, link_in):
    def shown():
        return "En attente de confirmation" in read(client.get("/mon-compte/"))

    assert not shown()
    ask(client)
    assert shown()
    client.submit(link_in(NEW))
    assert not shown()


def test_it_works_signed_out_too(client, person, link_in):
    ask(client)
    client.post("/deconnexion/")
    assert client.submit(link_in(NEW))["Location"] == "/connexion/"
    person.refresh_from_db()
    assert person.email == NEW


@pytest.mark.parametrize(
    ("email", "password", "word"),
    [
        (NEW, "pas le bon", "mot de passe"),
        ("nouvelle", PASSWORD, "prenom.nom@exemple.fr"),
        ("", PASSWORD, "Indiquez"),
    ],
)
def test_what_is_wrong_is_said_and_kept(client, person, mails, email, password, word):
    page = ask(client, email, password)
    assert page.status_code == 422
    assert word in source(page)
    assert f'value="{email}"' in source(page) or not email
    assert mails() == []


def test_the_present_address_is_no_change(client, person):
    assert ask(client, person.email).status_code == 422


def test_somebody_elses_address_is_told_nothing_and_tells_nothing(client, person, mails):
    other = UserFactory()
    assert ask(client, other.email).status_code == 302
    assert mails() == []


def test_neither_does_the_work_that_it_costs(client, person, mails):
    """The mail is written either way; for the address of somebody else it is undone."""
    with CaptureQueriesContext(connection) as asked:
        ask(client, UserFactory().email)
    assert any(query["sql"].startswith('INSERT INTO "post_office_email"') for query in asked)
    assert mails() == []


def test_a_new_password_ends_a_change_that_waits(client, person, link_in):
    """Somebody who knew the password had asked for it: else the account would be theirs after all."""
    ask(client)
    link = link_in(NEW)
    client.submit("/mot-de-passe/oublie/", {"identifier": person.username})
    new = "une phrase que personne ne devine 47"
    client.submit(link_in(person.email), {"password": new})
    assert client.post(link).status_code == 410
    person.refresh_from_db()
    assert person.email != NEW


def test_so_does_a_change_of_password_that_a_caf_imposes(client, person, link_in):
    ask(client)
    force_password_change(actor=UserFactory(), user=person, by=BY)
    assert client.post(link_in(NEW)).status_code == 410


def test_what_was_sent_to_the_old_address_opens_nothing_after_it(client, person, link_in):
    """The old mailbox may be why the address changes."""
    client.submit("/mot-de-passe/oublie/", {"identifier": person.username})
    old = link_in(person.email)
    ask(client)
    client.submit(link_in(NEW))
    assert client.get(old).status_code == 410


def test_an_address_taken_meanwhile_is_refused(client, person, link_in):
    old = person.email
    ask(client)
    UserFactory(email=NEW)
    assert client.post(link_in(NEW)).status_code == 410
    person.refresh_from_db()
    assert person.email == old
    assert AccessLink.objects.get().used_at is None


def test_the_journal_holds_no_address(client, person, link_in):
    ask(client)
    client.submit(link_in(NEW))
    kinds = [entry.kind for entry in Entry.objects.order_by("id")]
    assert kinds[-2:] == ["accounts.link_used", "accounts.email_changed"]
    assert "@" not in str([entry.facts for entry in Entry.objects.all()])
