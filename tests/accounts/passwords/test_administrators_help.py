"""What an administrator may do for somebody's account: force another password, remove a lost second factor."""

import pytest

from portal.accounts.models import Authenticator, RecoveryCodes, User
from portal.accounts.passwords.actions import force_password_change
from portal.accounts.second_factor.actions import remove_second_factor
from portal.base.errors import ActionError
from portal.journal.models import Entry
from tests.factories.accounts import BY, PASSWORD, UserFactory
from tests.factories.factors import application_of, recovery_codes_of
from tests.net.reading import read

pytestmark = pytest.mark.django_db
NEW = "tabouret nuage citron wagon"


@pytest.fixture
def admin():
    return UserFactory()


@pytest.fixture
def person():
    return UserFactory()


def state_of(user: User) -> dict:
    return User.objects.filter(pk=user.pk).values().get()


# A lost second factor ----------------------------------------------------------------------------


def test_a_lost_second_factor_is_removed_with_its_codes(admin, person, mails):
    application_of(person)
    recovery_codes_of(person)
    remove_second_factor(actor=admin, user=person, by=BY, caf_id=3, agreement_id=4)
    assert not Authenticator.objects.filter(user=person).exists()
    assert not RecoveryCodes.objects.filter(user=person).exists()
    assert [mail.subject for mail in mails(person.email)] == ["Votre second facteur Espace Partenaires a été supprimé"]
    assert f"{BY} a supprimé le second facteur" in mails(person.email)[0].message
    entry = Entry.objects.get()
    assert (entry.kind, entry.actor_id, entry.object_id) == ("accounts.factors_reset", admin.pk, person.pk)
    assert (entry.caf_id, entry.agreement_id) == (3, 4)


def test_removing_it_ends_the_sessions(client, admin, person):
    client.force_login(person)
    client.get("/mon-compte/")
    application_of(person)
    remove_second_factor(actor=admin, user=person, by=BY)
    assert client.get("/mon-compte/").status_code == 302


def test_nobody_elses_factor_goes(admin, person):
    other = application_of(UserFactory())
    application_of(person)
    remove_second_factor(actor=admin, user=person, by=BY)
    assert Authenticator.objects.get() == other


def test_who_has_none_keeps_their_sessions_and_gets_no_mail(admin, person, mails, events):
    before = state_of(person)
    with pytest.raises(ActionError, match="pas de second facteur"):
        remove_second_factor(actor=admin, user=person, by=BY)
    assert state_of(person) == before
    assert (mails(), events()) == ([], [])


# A forced password -------------------------------------------------------------------------------


def test_a_forced_change_ends_the_sessions_and_sends_a_link(client, admin, person, mails, events):
    client.force_login(person)
    client.get("/mon-compte/")
    force_password_change(actor=admin, user=person, by=BY, caf_id=3)
    assert client.get("/mon-compte/").status_code == 302
    assert [mail.subject for mail in mails(person.email)] == ["Changez votre mot de passe Espace Partenaires"]
    assert f"{BY} demande que le mot de passe" in mails(person.email)[0].message
    assert events() == ["accounts.password_change_forced", "accounts.link_issued"]
    assert Entry.objects.get(kind="accounts.password_change_forced").caf_id == 3


def test_the_link_chooses_the_new_password_and_nothing_more_is_asked(client, admin, person, link_in):
    force_password_change(actor=admin, user=person, by=BY)
    client.submit(link_in(person.email), {"password": NEW})
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert not person.must_change_password


def test_who_signs_in_with_the_old_one_can_do_nothing_before_choosing_another(client, admin, person):
    force_password_change(actor=admin, user=person, by=BY)
    client.submit("/connexion/", {"login": person.username, "password": PASSWORD})
    assert client.get("/mon-compte/")["Location"] == "/mot-de-passe/choisir/"
    assert "Votre administrateur demande" in read(client.get("/mot-de-passe/choisir/"))
    assert client.submit("/mot-de-passe/choisir/", {"password": PASSWORD}).status_code == 422
    assert client.submit("/mot-de-passe/choisir/", {"password": NEW}).status_code == 302
    assert client.get("/mon-compte/").status_code == 200


@pytest.mark.parametrize("trait", ["pending", "suspended", "closed"])
def test_an_account_that_is_not_open_is_left_alone(admin, mails, events, trait):
    person = UserFactory(**{trait: True})
    before = state_of(person)
    with pytest.raises(ActionError, match="pas actif"):
        force_password_change(actor=admin, user=person, by=BY)
    assert state_of(person) == before
    assert (mails(), events()) == ([], [])
