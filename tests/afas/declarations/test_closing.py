"""Before a convention is closed, the Caf reads how many declarations it leaves unfinished."""

import pytest
from django.urls import reverse

from tests.factories.afas import declaration_of, validated
from tests.factories.habpps import ActivityFactory, caf_admin
from tests.net.reading import source

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    return ActivityFactory()


def page_of(client, activity) -> str:
    client.force_login(caf_admin(activity.agreement.caf))
    response = client.get(reverse("habpps:agreement_close", kwargs={"public_id": activity.agreement.public_id}))
    return source(response)


def test_an_unfinished_declaration_is_counted(client, activity):
    declaration_of(activity)
    declaration_of(ActivityFactory())
    assert "1 déclaration n&#39;est pas validée." in page_of(client, activity)


def test_a_validated_one_is_not(client, activity):
    validated(declaration_of(activity))
    assert "validée." not in page_of(client, activity)
