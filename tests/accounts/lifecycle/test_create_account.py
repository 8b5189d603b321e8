"""A new account: one mail with identifier and link, or two mails with identifier and provisional password."""

import re

import pytest
from django.db import transaction

from portal.accounts.lifecycle.actions import (
    activate_account,
    close_account,
    create_account,
    reissue_activation,
    restart_account,
)
from portal.accounts.links.actions import LinkError
from portal.accounts.models import AccessLink, Authenticator, User
from portal.base import clock
from portal.base.errors import ActionError
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.accounts import UserFactory
from tests.factories.factors import application_of
from tests.net.client import PortalClient
from tests.net.reading import read, source

pytestmark = [pytest.mark.django_db]
GOOD = "cabane nuage sirop tambour"
MAIL = "lea.dalambert@association.example"


@pytest.fixture
def administrator():
    return UserFactory()


@pytest.fixture
def create(administrator):
    """`create(**changes)`: Léa's account, made by the administrator."""

    def make(**changes) -> User:
        person = {"first_name": "Léa", "last_name": "D'Alambert", "email": MAIL, **changes}
        return create_account(actor=administrator, **person)

    return make


@pytest.fixture
def provisional_mode(settings):
    settings.ACTIVATION_MODE = "provisoire"


def password_in(mails) -> str:
    lines = [line for mail in mails(MAIL) for line in mail.message.splitlines()]
    return [line for line in lines if re.fullmatch(r"provisoire-\w{18}", line)][-1]


def test_the_identifier_says_nothing_of_the_person(create):
    assert re.fullmatch(r"[a-z]{2}\d{7}", create().username)


def test_it_waits_for_its_owner(create):
    user = create(email=f"  {MAIL.upper()} ", phone=" 01 02 03 04 05 ", mobility=User.Mobility.MOBILE)
    assert (user.state, user.email, user.phone, user.mobility) == ("PENDING", MAIL, "01 02 03 04 05", "MOBILE")
    assert not user.has_usable_password()


def test_identifier_and_link_leave_in_one_mail(create, mails):
    user = create()
    (mail,) = mails(MAIL)
    assert user.username in mail.message
    assert "/activation/" in mail.message
    assert "D’Alambert" in mail.message
    assert "D’Alambert" in mail.html_message


def test_change_journal_and_mail_are_one_transaction(create):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        create()
        raise ZeroDivisionError
    assert not User.objects.filter(email=MAIL).exists()
    assert not Letter.objects.exists()
    assert not Entry.objects.exists()


def test_the_journal_says_who_created_it_for_whom(create, administrator):
    user = create(caf_id=3, agreement_id=8)
    entry = Entry.objects.get(kind="accounts.created")
    assert (entry.actor_id, entry.object_id, entry.caf_id, entry.agreement_id) == (administrator.pk, user.pk, 3, 8)
    assert Letter.objects.get().agreement_id == 8
    everything = str([vars(entry) for entry in Entry.objects.all()])
    assert MAIL not in everything
    assert "Alambert" not in everything


@pytest.mark.parametrize("email", ["", "léa", "a@b", "a b@association.example", "x@y.example\nBcc: z@y.example"])
def test_a_wrong_address_creates_nothing(create, email):
    with pytest.raises(ActionError) as refused:
        create(email=email)
    assert list(refused.value.errors) == ["email"]
    assert User.objects.count() == 1


def test_one_address_one_account(create):
    create()
    with pytest.raises(ActionError):
        create(email=MAIL.upper())
    assert User.objects.count() == 2


def test_opening_the_link_uses_nothing(create, client, link_in):
    create()
    for _ in range(3):
        assert client.get(link_in(MAIL)).status_code == 200
    assert AccessLink.objects.get().used_at is None


def test_the_person_chooses_a_password_and_signs_in(create, client, link_in, events):
    user = create()
    assert client.submit(link_in(MAIL), {"password": GOOD})["Location"] == "/connexion/"
    assert client.submit("/connexion/", {"login": user.username, "password": GOOD})["Location"] == "/"
    assert events()[-3:] == ["accounts.link_used", "accounts.activated", "accounts.signed_in"]


def test_whoever_else_was_signed_in_is_signed_out(create, client, link_in, administrator):
    client.force_login(administrator)
    create()
    client.submit(link_in(MAIL), {"password": GOOD})
    assert "votre compte est activé" in read(client.get("/connexion/")).lower()


def test_a_bad_password_leaves_the_link_good(create, client, link_in):
    create()
    refused = client.submit(link_in(MAIL), {"password": "court"})
    assert refused.status_code == 422
    assert "ajoutez-en" in source(refused)
    assert client.submit(link_in(MAIL), {"password": GOOD}).status_code == 302


def test_the_link_serves_once(create, client, link_in):
    create()
    client.submit(link_in(MAIL), {"password": GOOD})
    again = client.get(link_in(MAIL))
    assert again.status_code == 410
    assert "déjà servi" in read(again)
    assert client.post(link_in(MAIL), {"password": "autre phrase bien longue ici"}).status_code == 410
    assert User.objects.get(email=MAIL).check_password(GOOD)


def test_the_link_lives_24_hours(create, client, link_in, hands):
    create()
    hands.move(hours=23, minutes=59)
    assert client.get(link_in(MAIL)).status_code == 200
    hands.move(minutes=1)
    expired = client.get(link_in(MAIL))
    assert expired.status_code == 410
    assert "Mot de passe oublié" in read(expired)


def test_a_new_link_revokes_the_one_before(create, client, link_in, administrator):
    user = create()
    first = link_in(MAIL)
    reissue_activation(actor=administrator, user=user)
    assert "remplacé" in read(client.get(first))
    assert client.get(link_in(MAIL)).status_code == 200


def test_an_active_account_is_not_activated_again(administrator, mails):
    with pytest.raises(ActionError):
        reissue_activation(actor=administrator, user=UserFactory())
    assert mails() == []


@pytest.mark.parametrize("act", [close_account])
def test_the_link_of_a_closed_account_is_refused(create, client, link_in, administrator, act):
    act(actor=administrator, user=create())
    assert client.get(link_in(MAIL)).status_code == 410


@pytest.mark.parametrize("path", ["/activation/inconnu/", "/mot-de-passe/nouveau/inconnu/", "/adresse-mail/inconnu/"])
def test_an_unknown_link_says_what_to_do(client, path):
    page = client.get(path)
    assert page.status_code == 410
    assert "pas complet" in read(page)


def test_a_links_secret_is_kept_as_a_digest(create, link_in):
    create()
    token = link_in(MAIL).split("/")[2]
    assert token not in str(vars(AccessLink.objects.get()))
    with pytest.raises(LinkError):
        activate_account(token=AccessLink.objects.get().token_digest, password=GOOD)


def test_a_link_serves_its_purpose_only(create, client, link_in):
    create()
    assert client.get(link_in(MAIL).replace("/activation/", "/mot-de-passe/nouveau/")).status_code == 410


def test_a_provisional_password_comes_in_a_second_mail(create, mails, provisional_mode):
    user = create()
    identifier, password = mails(MAIL)
    assert user.username in identifier.message
    assert user.username not in password.message
    assert len(password_in(mails)) >= 15
    assert password_in(mails) not in identifier.message


def test_it_leads_to_choosing_ones_own_and_nowhere_else(create, client, mails, provisional_mode):
    user = create()
    client.submit("/connexion/", {"login": user.username, "password": password_in(mails)})
    for path in ("/", "/mon-compte/", "/mot-de-passe/modifier/"):
        assert client.get(path)["Location"] == "/mot-de-passe/choisir/"
    assert "Quelles données, pourquoi, vos droits" in read(client.get("/mot-de-passe/choisir/"))
    assert client.submit("/mot-de-passe/choisir/", {"password": GOOD})["Location"] == "/"
    assert client.get("/").status_code == 200
    assert mails(MAIL)[-1].subject.endswith("a changé")


def test_it_cannot_be_kept_as_ones_own(create, client, mails, provisional_mode):
    user = create()
    client.submit("/connexion/", {"login": user.username, "password": password_in(mails)})
    refused = client.submit("/mot-de-passe/choisir/", {"password": password_in(mails)})
    assert refused.status_code == 422
    assert "provisoire" in source(refused)


def test_it_is_never_accepted_twice_even_if_the_first_session_is_lost(create, mails, provisional_mode):
    user = create()
    assert (
        PortalClient().submit("/connexion/", {"login": user.username, "password": password_in(mails)}).status_code
        == 302
    )
    second = PortalClient().submit("/connexion/", {"login": user.username, "password": password_in(mails)})
    assert second.status_code == 422


def test_who_lost_that_session_gets_a_link(create, client, mails, link_in, provisional_mode):
    user = create()
    client.submit("/connexion/", {"login": user.username, "password": password_in(mails)})
    client.post("/deconnexion/")
    client.submit("/mot-de-passe/oublie/", {"identifier": user.username})
    client.submit(link_in(MAIL), {"password": GOOD})
    client.submit("/connexion/", {"login": user.username, "password": GOOD})
    assert client.get("/").status_code == 200


def test_it_lives_24_hours(create, client, mails, hands, provisional_mode):
    user = create()
    hands.move(hours=24)
    assert client.submit("/connexion/", {"login": user.username, "password": password_in(mails)}).status_code == 422


def test_a_new_provisional_password_revokes_the_one_before(create, client, mails, administrator, provisional_mode):
    user = create()
    first = password_in(mails)
    reissue_activation(actor=administrator, user=user)
    assert first != password_in(mails)
    assert client.submit("/connexion/", {"login": user.username, "password": first}).status_code == 422
    assert client.submit("/connexion/", {"login": user.username, "password": password_in(mails)}).status_code == 302


# Coming back ------------------------------------------------------------------------------------


def test_the_mail_says_who_asks_and_where_to(mails):
    user = create_account(
        actor=UserFactory(),
        first_name="Zoé",
        last_name="Lemoine",
        email="zoe@exemple.fr",
        invited_by="Odile Garnier (Les Copains d'abord)",
    )
    text = mails(user.email)[0].message
    assert "Odile Garnier (Les Copains d’abord) vous donne accès" in text
    assert "/donnees-personnelles" in text


def test_an_account_closed_unused_begins_again(mails, events):
    """As on its first day: a link leaves, and neither the old password nor the old factor is worth anything."""
    user = UserFactory(closed=True)
    application_of(user)
    restart_account(actor=UserFactory(), user=user)
    user.refresh_from_db()
    assert (user.state, user.has_usable_password()) == (User.State.PENDING, False)
    assert not Authenticator.objects.filter(user=user).exists()
    assert "/activation/" in mails(user.email)[0].message
    assert "accounts.begun_again" in events()


@pytest.mark.parametrize("traits", [{}, {"pending": True}, {"suspended": True}])
def test_an_account_that_is_not_closed_does_not(traits, mails):
    user = UserFactory(**traits)
    with pytest.raises(ActionError, match="n'est pas clôturé"):
        restart_account(actor=UserFactory(), user=user)
    assert User.objects.get(pk=user.pk).state == user.state
    assert mails(user.email) == []


def test_an_account_of_which_nothing_is_left_does_not(mails):
    user = UserFactory(closed=True)
    User.objects.filter(pk=user.pk).update(anonymised_at=clock.now())
    with pytest.raises(ActionError):
        restart_account(actor=UserFactory(), user=user)
    assert mails() == []
