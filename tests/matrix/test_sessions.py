"""Nobody is signed in without an act of their own: nothing but the forms of signing in makes a session of a person."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.utils import timezone

from portal.accounts.links.actions import issue_link
from portal.accounts.models import AccessLink, Session
from tests.factories.accounts import PASSWORD, UserFactory
from tests.matrix.asking import Asker
from tests.matrix.people import ANONYMOUS
from tests.matrix.table import TABLE
from tests.net.client import PortalClient


def sessions_of_people() -> int:
    return sum(SESSION_KEY in session.get_decoded() for session in Session.objects.all())


@pytest.mark.parametrize("name", sorted(TABLE))
def test_no_address_begins_one(asker: Asker, name: str):
    """Opened, or sent the name and password of somebody who exists."""
    user, address = UserFactory(), asker.address(name)
    before = sessions_of_people()
    known = {"login": user.username, "password": PASSWORD, "identifier": user.email, "username": user.username}

    def ask(client: PortalClient, _person: str) -> None:
        client.get(address)
        if name != "account_login":
            client.post(address, known)
        assert sessions_of_people() == before
        assert SESSION_KEY not in client.session

    asker.each([ANONYMOUS], ask)


@pytest.mark.parametrize("purpose", AccessLink.Purpose.values)
def test_no_link_of_a_mail_begins_one(client, db, purpose):
    """Neither opening it nor what its form does; one signs in afterwards."""
    user = UserFactory(pending=purpose == AccessLink.Purpose.ACTIVATION)
    new_email = "nouvelle@association.example" if purpose == AccessLink.Purpose.EMAIL else ""
    link, before = issue_link(user, purpose, actor_id=None, new_email=new_email), sessions_of_people()
    address = "/" + link.split("/", 3)[3]
    assert client.get(address).status_code == 200
    assert sessions_of_people() == before
    fields = {} if purpose == AccessLink.Purpose.EMAIL else {"password": "cabane nuage sirop tambour"}
    assert client.submit(address, fields).status_code == 302
    assert AccessLink.objects.get().used_at <= timezone.now()
    assert sessions_of_people() == before
