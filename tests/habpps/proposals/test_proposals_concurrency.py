"""Two people at once over one proposal: one answer, one change. Both engines."""

import pytest

from portal.habpps.models import Partner, Proposal
from portal.habpps.partners.actions.lead import transfer_lead
from portal.habpps.proposals.actions import accept_proposal, cancel_proposal, propose_partner_change, refuse_proposal
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import CafFactory, PartnerFactory, actor, caf_admin
from tests.net.at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


@pytest.fixture
def waiting():
    """(lead Caf's administrator, proposing Caf's administrator, proposal of another name)"""
    lead, other = CafFactory(), CafFactory()
    partner = PartnerFactory(cafs=[lead, other], lead_caf=lead, name="MJC")
    chief, neighbour = caf_admin(lead), caf_admin(other)
    proposal = propose_partner_change(
        actor=actor(neighbour),
        partner=partner,
        siret=partner.siret,
        name="MJC du Nord",
        partner_type=partner.type,
        address=partner.address,
        postcode=partner.postcode,
        town=partner.town,
        reason="Vu sur place",
    )
    return chief, neighbour, proposal


def _name(proposal: Proposal) -> str:
    return Partner.objects.get(pk=proposal.partner_id).name


def test_two_clicks_accept_once(waiting):
    chief, _, proposal = waiting
    at_once(*[lambda: accept_proposal(actor=actor(chief), proposal=proposal)] * 2)
    assert _name(proposal) == "MJC du Nord"
    assert Entry.objects.filter(kind="habpps.partner_changed").count() == 2  # one for each Caf
    assert Letter.objects.filter(kind="habpps/proposal_answered").count() == 2


def test_accepted_by_one_and_refused_by_the_other_is_one_answer(waiting):
    chief, _, proposal = waiting
    at_once(
        lambda: accept_proposal(actor=actor(chief), proposal=proposal),
        lambda: refuse_proposal(actor=actor(chief), proposal=proposal, reason="Non"),
    )
    proposal.refresh_from_db()
    assert (proposal.state == Proposal.State.ACCEPTED) == (_name(proposal) == "MJC du Nord")
    assert proposal.state in (Proposal.State.ACCEPTED, Proposal.State.REFUSED)


def test_cancelled_while_it_is_accepted_is_one_answer(waiting):
    chief, neighbour, proposal = waiting
    at_once(
        lambda: accept_proposal(actor=actor(chief), proposal=proposal),
        lambda: cancel_proposal(actor=actor(neighbour), proposal=proposal),
    )
    proposal.refresh_from_db()
    assert (proposal.state == Proposal.State.ACCEPTED) == (_name(proposal) == "MJC du Nord")


def test_who_has_just_handed_the_lead_over_accepts_nothing_any_more(waiting):
    """Whichever comes first: an accepted change was made by the Caf that led."""
    chief, _, proposal = waiting
    at_once(
        lambda: transfer_lead(actor=actor(chief), partner=proposal.partner, caf=proposal.caf, reason="X"),
        lambda: accept_proposal(actor=actor(chief), proposal=proposal),
    )
    proposal.refresh_from_db()
    assert Partner.objects.get(pk=proposal.partner_id).lead_caf == proposal.caf
    assert (proposal.state == Proposal.State.ACCEPTED) == (_name(proposal) == "MJC du Nord")
