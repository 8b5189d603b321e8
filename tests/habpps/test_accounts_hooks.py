"""Whose role asks for a second factor: Caf people and partners' administrators, from the day that it counts."""

import pytest

from tests.factories import habpps as make
from tests.factories.factors import application_of

pytestmark = pytest.mark.django_db
SET_UP = "/mon-compte/second-facteur/"


@pytest.fixture(autouse=True)
def required(settings):
    settings.MFA_REQUIRED = True


@pytest.fixture
def agreement():
    return make.AgreementFactory()


@pytest.mark.parametrize("who", ["caf_admin", "caf_agent", "national_admin", "partner_admin"])
def test_who_gives_rights_or_handles_files_must_have_one(client, agreement, who):
    place = {"national_admin": (), "partner_admin": (agreement,)}.get(who, (agreement.caf,))
    person = getattr(make, who)(*place)
    client.force_login(person)
    assert client.get("/")["Location"] == SET_UP
    application_of(person)
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("who", ["fr_da", "fr_df", "approver"])
def test_who_declares_may_do_without(client, agreement, who):
    client.force_login(getattr(make, who)(make.ActivityFactory(agreement=agreement)))
    assert client.get("/").status_code == 200


def test_who_has_one_pays_no_query_for_the_question(client, agreement, count_queries, settings):
    person = make.caf_admin(agreement.caf)
    application_of(person)
    client.force_login(person)
    session = client.session
    session["second_factor"] = True
    session.save()
    asked = count_queries("/")
    settings.MFA_REQUIRED = False
    assert count_queries("/") == asked
