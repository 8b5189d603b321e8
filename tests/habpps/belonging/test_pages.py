"""The page after signing in: invitations answered, or left for later."""

import pytest
from django.urls import reverse

from portal.base import clock
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Grant, Invitation
from portal.habpps.people.actions.users import create_user
from portal.habpps.rights.roles import Role
from tests.accounts.steps import give_password
from tests.factories.accounts import UserFactory
from tests.factories.habpps import actor, grant
from tests.net.reading import read, source

PAGE = "/invitations"


@pytest.fixture
def eugenie(here, elsewhere):
    """She works elsewhere, and is invited here with a role."""
    user = UserFactory(email="eugenie@exemple.fr")
    grant(user, Role.PARTNER_USER, elsewhere.agreement)
    create_user(
        actor=actor(here.admin),
        agreement=here.agreement,
        identity=Identity("Roy", "Camille", user.email, user.email),
        valid_from=clock.today(),
        roles=[Role.APPROVER],
        activities=[here.activity],
    )
    return user


def key(user, here) -> str:
    return Grant.objects.get(user=user, agreement=here.agreement, role=Role.PARTNER_USER).public_id


def test_signing_in_leads_there_once_and_on_to_where_one_was_going(client, here, eugenie):
    answer = give_password(client, eugenie, url="/connexion/?next=/mes-droits")
    assert answer.url == f"{PAGE}?next=%2Fmes-droits"
    page = source(client.get(answer.url))
    assert here.partner.name in read(client.get(answer.url))
    assert 'href="/mes-droits"' in page, "« plus tard »"
    assert client.get("/").status_code == 200, "nobody is forced to answer"


def test_without_an_invitation_signing_in_leads_home(client, here):
    assert give_password(client, here.member).url == "/"


def test_it_says_what_is_offered_and_what_accepting_shows(client, here, eugenie):
    client.force_login(eugenie)
    page = read(client.get(PAGE))
    for said in (here.admin.get_full_name(), "Approbateur", here.activity.name, "verront votre nom"):
        assert said in page


def test_accepting_leads_on(client, here, eugenie):
    client.force_login(eugenie)
    client.get(f"{PAGE}?next=/mes-droits")
    answer = client.post(f"/invitations/{key(eugenie, here)}/accepter?next=/mes-droits")
    assert answer.url == "/mes-droits"
    assert actor(eugenie).has_role(Role.APPROVER)


def test_refusing_asks_first(client, here, eugenie):
    client.force_login(eugenie)
    address = f"/invitations/{key(eugenie, here)}/refuser"
    assert "avertis de votre refus" in read(client.get(address))
    assert Invitation.objects.get().refused_at is None
    client.submit(address)
    assert Invitation.objects.get().refused_at is not None
    assert "Aucune invitation" in read(client.get(PAGE))


@pytest.mark.parametrize("what", ["accepter", "refuser"])
def test_the_invitation_of_somebody_else_does_not_exist(client, here, eugenie, what):
    client.force_login(here.admin)
    assert client.post(f"/invitations/{key(eugenie, here)}/{what}").status_code == 404
    assert Invitation.objects.get().refused_at is None
    assert not actor(eugenie).has_role(Role.APPROVER)


def test_no_address_of_another_site_is_followed(client, here, eugenie):
    client.force_login(eugenie)
    assert "evil.example" not in source(client.get(f"{PAGE}?next=https://evil.example/"))


def test_the_home_page_and_one_s_rights_say_that_it_waits(client, here, eugenie):
    client.force_login(eugenie)
    assert f"Invitation à laquelle répondre : {here.partner.name}" in read(client.get("/"))
    page = client.get(reverse("habpps:my_rights"))
    assert PAGE in source(page)
    assert "L'invitation n'est pas encore acceptée" in read(page)
