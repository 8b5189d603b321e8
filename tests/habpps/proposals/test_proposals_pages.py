"""The screens of proposals, and what waits on the home page."""

import pytest

from portal.base import clock
from portal.habpps.models import Partner, Proposal
from portal.habpps.proposals.actions import propose_closing, propose_partner_change
from tests.factories.habpps import ActivityFactory, AgreementFactory, SiteFactory, actor, register_at
from tests.net.reading import read, source


@pytest.fixture
def shared(here, elsewhere):
    register_at(here.partner, elsewhere.caf)
    here.other_caf, here.neighbour = elsewhere.caf, elsewhere.caf_admin
    return here


def sheet(partner: Partner, **changed) -> dict:
    facts = {name: getattr(partner, name) for name in ("siret", "name", "rna", "address", "postcode", "town")}
    return {**facts, "partner_type": partner.type.public_id, **changed}


def test_a_proposal_is_made_read_at_home_and_accepted(client, shared):
    client.force_login(shared.neighbour)
    address = f"/organismes/{shared.partner.public_id}/proposer/modification"
    page = read(client.submit(address, sheet(shared.partner, town="Albert", reason="Vu sur place"), follow=True))
    assert f"Votre proposition est envoyée à la {shared.caf.name}" in page
    assert "Annuler la proposition" in page
    assert "Accepter" not in page
    proposal = Proposal.objects.get()
    client.force_login(shared.caf_admin)
    home = read(client.get("/"))
    assert f"Proposition d'une autre Caf : {shared.partner.name}" in home
    assert f"La {shared.other_caf.name} propose de modifier la fiche de l'organisme" in home
    page = read(client.get(f"/propositions/{proposal.public_id}/"))
    assert "Commune Amiens Albert" in page
    assert "Vu sur place" in page
    page = read(client.submit(f"/propositions/{proposal.public_id}/accepter", {}, follow=True))
    assert "la fiche est à jour pour toutes les Caf" in page
    assert "Proposition d'une autre Caf" not in read(client.get("/"))
    assert Partner.objects.get(pk=shared.partner.pk).town == "Albert"


def test_a_wrong_proposal_keeps_what_was_typed(client, shared):
    client.force_login(shared.neighbour)
    address = f"/organismes/{shared.partner.public_id}/proposer/modification"
    answer = client.submit(address, sheet(shared.partner, name="MJC du Nord", siret="123", reason=""))
    assert answer.status_code == 422
    page = source(answer)
    assert 'value="MJC du Nord"' in page
    assert "vous en avez saisi 3" in page
    assert "la Caf pilote le lira" in page


def test_an_outdated_proposal_says_so_and_offers_to_refuse_alone(client, shared):
    facts = sheet(shared.partner, name="MJC du Nord", partner_type=shared.partner.type)
    proposal = propose_partner_change(actor=actor(shared.neighbour), partner=shared.partner, reason="X", **facts)
    Partner.objects.filter(pk=shared.partner.pk).update(name="MJC de l'Est")
    client.force_login(shared.caf_admin)
    page = read(client.get(f"/propositions/{proposal.public_id}/"))
    assert "La fiche a changé entre-temps" in page
    assert "Aujourd'hui : MJC de l'Est" in page
    assert "Accepter" not in page
    assert "Refuser" in page
    page = read(client.get(f"/propositions/{proposal.public_id}/accepter"))
    assert "Ce n'est pas possible aujourd'hui" in page


def test_closing_an_organisation_says_beforehand_what_it_touches(client, shared):
    proposal = propose_closing(
        actor=actor(shared.neighbour), target=shared.partner, closed_on=clock.today(), reason="Dissolution"
    )
    client.force_login(shared.caf_admin)
    page = read(client.get(f"/propositions/{proposal.public_id}/accepter"))
    assert f"La convention « {shared.agreement.label} » est clôturée" in page
    AgreementFactory(partner=shared.partner)
    assert "avec une autre Caf" in read(client.get(f"/propositions/{proposal.public_id}/accepter"))


def test_the_organisation_s_own_people_read_nothing_of_proposals(client, shared):
    propose_closing(actor=actor(shared.neighbour), target=shared.site, closed_on=clock.today(), reason="Vendu")
    client.force_login(shared.admin)
    page = read(client.get(f"/organismes/{shared.partner.public_id}/"))
    assert "Propositions" not in page
    assert "Vendu" not in page
    assert client.get(f"/propositions/{Proposal.objects.get().public_id}/").status_code == 404


def test_the_list_costs_the_same_for_many(client, shared, same_queries):
    def add(count: int) -> None:
        for _ in range(count):
            site = SiteFactory(partner=shared.partner)
            propose_closing(actor=actor(shared.neighbour), target=site, closed_on=clock.today(), reason="Vendu")

    client.force_login(shared.caf_admin)
    same_queries("/propositions/", lambda: add(1), lambda: add(20))
    page = read(client.get("/"))
    assert page.count("propose de fermer le lieu") == 3
    assert "D'autres propositions attendent votre réponse" in page


def test_the_page_of_an_organisation_costs_the_same_to_a_caf_that_proposes(client, shared, same_queries):
    def add(count: int) -> None:
        for _ in range(count):
            site = SiteFactory(partner=shared.partner)
            ActivityFactory(agreement=theirs, sites=[site])
            propose_closing(actor=actor(shared.neighbour), target=site, closed_on=clock.today(), reason="Vendu")

    theirs = AgreementFactory(partner=shared.partner, caf=shared.other_caf)
    client.force_login(shared.neighbour)
    same_queries(f"/organismes/{shared.partner.public_id}/", lambda: add(1), lambda: add(5))
