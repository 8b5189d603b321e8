"""The page of a refusal: why, and who can help. It sends nobody to somebody who cannot."""

import pytest

from portal.base import clock
from portal.base.formats import FIXED, short_date
from portal.habpps.measures.actions import withdraw_delegation
from tests.factories.accounts import UserFactory
from tests.factories.habpps import AgreementFactory, actor
from tests.net.reading import source

GENERAL = "L&#39;administrateur de votre organisme attribue"
ASK = "Pour obtenir ce droit"


def refusal(client, person, address: str) -> str:
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == 403
    return source(answer)


@pytest.fixture
def convention(here) -> str:
    return f"/conventions/{here.agreement.public_id}"


def test_an_agent_of_the_caf_is_sent_to_the_administrators_of_the_caf(client, here, convention):
    page = refusal(client, here.caf_agent, f"{convention}/modifier")
    assert f"«{FIXED}Administrateur Caf habilitations{FIXED}»" in page
    name = here.caf_admin.get_full_name()
    assert f"adressez-vous à l&#39;administrateur de votre Caf : {name}." in page


def test_of_another_caf_no_administrator_is_named(client, here, elsewhere, convention):
    page = refusal(client, here.caf_agent, f"{convention}/cloturer")
    assert elsewhere.caf_admin.get_full_name() not in page


def test_somebody_of_the_partner_is_sent_to_its_administrators(client, here):
    page = refusal(client, here.member, "/habilitations/")
    assert f"{ASK}, adressez-vous à l&#39;administrateur de votre organisme : " in page


def test_what_the_caf_alone_does_sends_nobody_to_the_partner_s_administrators(client, here, convention):
    page = refusal(client, here.admin, f"{convention}/modifier")
    assert "Administrateur Caf habilitations" in page
    assert ASK not in page
    assert GENERAL not in page


def test_a_delegation_withdrawn_is_the_caf_s_business(client, here, convention):
    withdraw_delegation(actor=actor(here.caf_admin), agreement=here.agreement, reason="Audit")
    page = refusal(client, here.admin, f"{convention}/utilisateurs/creer")
    assert "la Caf s&#39;en charge" in page
    assert ASK not in page
    assert GENERAL not in page


def test_a_rule_that_says_no_sends_nobody_to_anybody(client, here):
    """Whoever holds the right reads the reason alone."""
    AgreementFactory(partner=here.partner)
    closing = f"/organismes/{here.partner.public_id}/cloturer"
    client.force_login(here.caf_admin)
    answer = client.post(closing, {"closes_on": short_date(clock.today())})
    assert answer.status_code == 403
    page = source(answer)
    assert "avec une autre Caf" in page
    assert ASK not in page
    assert GENERAL not in page


def test_somebody_without_any_right_reads_who_gives_them(client, here, convention):
    page = refusal(client, UserFactory(), "/conventions/")
    assert GENERAL in page
