"""What one Caf proposes to the Caf that leads: made, accepted, refused, cancelled, overtaken."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.agreements.actions.ends import close_agreement
from portal.habpps.models import Agreement, Partner, PartnerType, Proposal, Site
from portal.habpps.partners.actions.lead import transfer_lead
from portal.habpps.partners.actions.organisations import change_partner
from portal.habpps.partners.actions.sites import close_site
from portal.habpps.proposals.actions import (
    accept_proposal,
    cancel_proposal,
    propose_closing,
    propose_partner_change,
    propose_reopening,
    propose_site_change,
    refuse_proposal,
)
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import AgreementFactory, PartnerFactory, actor, caf_admin, caf_agent, register_at, siret
from tests.net.reading import Text, alike

WAITING, ACCEPTED, REFUSED, CANCELLED = Proposal.State


@pytest.fixture
def shared(here, elsewhere):
    """The organisation of `here`, which the Caf of `elsewhere` has registered too."""
    register_at(here.partner, elsewhere.caf)
    here.other_caf, here.neighbour = elsewhere.caf, elsewhere.caf_admin
    return here


def typed(partner: Partner, **changed) -> dict:
    facts = {name: getattr(partner, name) for name in ("siret", "name", "rna", "address", "postcode", "town")}
    return {**facts, "partner_type": partner.type, **changed}


def propose(world, reason: str = "Vu sur place", **changed) -> Proposal:
    facts = typed(world.partner, **changed)
    return propose_partner_change(actor=actor(world.neighbour), partner=world.partner, reason=reason, **facts)


def accept(world, proposal: Proposal) -> Proposal:
    return accept_proposal(actor=actor(world.caf_admin), proposal=proposal)


def letters(kind: str) -> list[Letter]:
    return list(Letter.objects.filter(kind=f"habpps/{kind}").order_by("pk"))


def told(kind: str) -> set[int | None]:
    return set(Entry.objects.filter(kind=f"habpps.partner_{kind}").order_by("pk").values_list("caf_id", flat=True))


def test_a_proposal_changes_nothing_and_is_told_to_the_lead_caf(shared):
    proposal = propose(shared, name="MJC du Nord", town="Albert")
    fresh = Partner.objects.get(pk=shared.partner.pk)
    assert (fresh.name, fresh.town) == (shared.partner.name, "Amiens")
    assert proposal.changes == {"name": [shared.partner.name, "MJC du Nord"], "town": ["Amiens", "Albert"]}
    [letter] = letters("proposal_made")
    assert (letter.email.to, letter.caf_id) == ([shared.caf.email], shared.caf.pk)
    message = Text(alike(letter.email.message))
    assert f"nom : {shared.partner.name} deviendrait MJC du Nord" in message
    assert "Motif : Vu sur place" in message
    assert told("proposal_made") == {shared.caf.pk, shared.other_caf.pk}


def test_an_accepted_proposal_is_the_lead_caf_s_own_change(shared):
    kind = PartnerType.objects.create(name="Type d'essai")
    proposal = accept(shared, propose(shared, name="MJC du Nord", partner_type=kind))
    fresh = Partner.objects.get(pk=shared.partner.pk)
    assert (fresh.name, fresh.type, fresh.town) == ("MJC du Nord", kind, "Amiens")
    assert (proposal.state, proposal.decided_by) == (ACCEPTED, shared.caf_admin)
    changed = Entry.objects.filter(kind="habpps.partner_changed").order_by("pk")
    assert {entry.actor_id for entry in changed} == {shared.caf_admin.pk}
    assert changed[0].facts["reason"] == "Vu sur place"
    assert told("proposal_accepted") == {shared.caf.pk, shared.other_caf.pk}
    back = {letter.email.to[0]: letter for letter in letters("proposal_answered")}
    assert set(back) == {shared.neighbour.email, shared.other_caf.email}
    assert "acceptée" in back[shared.neighbour.email].email.subject
    accept(shared, proposal)
    assert (len(letters("proposal_answered")), Entry.objects.filter(kind="habpps.partner_changed").count()) == (2, 2)


def test_a_refused_proposal_says_why_and_changes_nothing(shared):
    proposal = propose(shared, name="MJC du Nord")
    with pytest.raises(ActionError) as error:
        refuse_proposal(actor=actor(shared.caf_admin), proposal=proposal, reason=" ")
    assert list(error.value.errors) == ["reason"]
    refuse_proposal(actor=actor(shared.caf_admin), proposal=proposal, reason="Ce nom est celui du local")
    assert Partner.objects.get(pk=shared.partner.pk).name == shared.partner.name
    message = Text(alike(letters("proposal_answered")[0].email.message))
    assert "Motif : Ce nom est celui du local" in message
    assert "Rien n'a" in message
    assert (
        Entry.objects.filter(kind="habpps.partner_proposal_refused").order_by("pk")[0].facts["reason"]
        == "Ce nom est celui du local"
    )
    with pytest.raises(Refused, match="plus de réponse"):
        accept(shared, proposal)


def test_a_proposal_is_cancelled_by_its_caf_alone(shared):
    proposal = propose(shared, name="MJC du Nord")
    with pytest.raises(Refused, match="seule la Caf qui l'a faite"):
        cancel_proposal(actor=actor(shared.caf_admin), proposal=proposal)
    for _ in range(2):
        proposal = cancel_proposal(actor=actor(caf_admin(shared.other_caf)), proposal=proposal)
    assert proposal.state == CANCELLED
    assert [letter.email.to for letter in letters("proposal_cancelled")] == [[shared.caf.email]]
    with pytest.raises(Refused):
        accept(shared, proposal)
    assert propose(shared, name="MJC du Sud").state == WAITING


def test_an_answered_proposal_is_cancelled_no_more(shared):
    proposal = accept(shared, propose(shared, name="MJC du Nord"))
    with pytest.raises(Refused, match="a répondu"):
        cancel_proposal(actor=actor(shared.neighbour), proposal=proposal)


@pytest.mark.parametrize("who", ["caf_agent", "admin", "provider", "neighbour", "agent_of_lead"])
def test_the_lead_caf_s_administrators_alone_answer(shared, who):
    person = caf_agent(shared.caf) if who == "agent_of_lead" else getattr(shared, who)
    proposal = propose(shared, name="MJC du Nord")
    with pytest.raises(Refused):
        accept_proposal(actor=actor(person), proposal=proposal)
    with pytest.raises(Refused):
        refuse_proposal(actor=actor(person), proposal=proposal, reason="Non")
    proposal.refresh_from_db()
    assert (proposal.state, Partner.objects.get(pk=shared.partner.pk).name) == (WAITING, shared.partner.name)


@pytest.mark.parametrize("who", ["caf_agent", "admin", "provider", "caf_admin", "stranger"])
def test_an_administrator_of_another_caf_that_has_registered_it_alone_proposes(shared, who):
    """The lead Caf writes it itself; a Caf that has not registered the organisation has nothing to say of it."""
    person = caf_admin(AgreementFactory().caf) if who == "stranger" else getattr(shared, who)
    facts = typed(shared.partner, name="X")
    for work in (
        lambda: propose_partner_change(actor=actor(person), partner=shared.partner, reason="X", **facts),
        lambda: propose_site_change(actor=actor(person), site=shared.site, reason="X", name="X"),
        lambda: propose_closing(actor=actor(person), target=shared.site, closed_on=clock.today(), reason="X"),
        lambda: propose_reopening(actor=actor(person), target=shared.partner, reason="X"),
    ):
        with pytest.raises(Refused):
            work()
    assert not Proposal.objects.exists()


def test_a_fact_that_has_changed_meanwhile_is_not_overwritten(shared):
    """The proposal was made of another name; what else of the sheet changed is no matter."""
    proposal = propose(shared, name="MJC du Nord")
    chief = actor(shared.caf_admin)
    change_partner(actor=chief, partner=shared.partner, **typed(shared.partner, town="Albert"))
    change_partner(actor=chief, partner=shared.partner, **typed(shared.partner, name="MJC de l'Est", town="Albert"))
    with pytest.raises(ActionError, match="a changé depuis"):
        accept(shared, proposal)
    assert Partner.objects.get(pk=shared.partner.pk).name == "MJC de l'Est"
    change_partner(actor=chief, partner=shared.partner, **typed(shared.partner, town="Albert"))
    accept(shared, proposal)
    fresh = Partner.objects.get(pk=shared.partner.pk)
    assert (fresh.name, fresh.town) == ("MJC du Nord", "Albert")


def test_one_proposal_of_a_kind_waits_at_a_time_for_each_caf(shared):
    propose(shared, name="MJC du Nord")
    with pytest.raises(Refused, match="attend déjà une réponse"):
        propose(shared, town="Albert")
    third = caf_admin(AgreementFactory(partner=shared.partner).caf)
    propose_partner_change(
        actor=actor(third), partner=shared.partner, reason="X", **typed(shared.partner, town="Albert")
    )
    propose_site_change(actor=actor(shared.neighbour), site=shared.site, reason="X", name="Salle des fêtes")
    assert Proposal.objects.filter(state=WAITING).count() == 3


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"siret": "123"}, "siret"), ({"rna": "X"}, "rna"), ({"postcode": "1"}, "postcode"), ({}, "")],
)
def test_what_the_lead_caf_could_not_write_is_not_proposed(shared, changed, field):
    with pytest.raises(ActionError) as error:
        propose(shared, **changed)
    assert list(error.value.errors) == [field]
    assert not Proposal.objects.exists()


def test_a_rule_that_stands_in_the_way_at_the_answer_leaves_the_proposal_waiting(shared):
    """The number was free when it was proposed."""
    partner = PartnerFactory(cafs=[shared.caf, shared.other_caf])
    facts = typed(partner, siret=siret(9_300_000))
    proposal = propose_partner_change(actor=actor(shared.neighbour), partner=partner, reason="X", **facts)
    PartnerFactory(siret=siret(9_300_000))
    with pytest.raises(ActionError, match="autre organisme"):
        accept(shared, proposal)
    proposal.refresh_from_db()
    assert proposal.state == WAITING


def test_a_place_is_changed_closed_and_reopened_by_proposals(shared):
    neighbour = actor(shared.neighbour)
    accept(shared, propose_site_change(actor=neighbour, site=shared.site, reason="X", name="Salle B", town="Albert"))
    shared.site.refresh_from_db()
    assert (shared.site.name, shared.site.town) == ("Salle B", "Albert")
    day = clock.today() - timedelta(days=3)
    accept(shared, propose_closing(actor=neighbour, target=shared.site, closed_on=day, reason="Vendu"))
    shared.site.refresh_from_db()
    assert shared.site.closed_on == day
    accept(shared, propose_reopening(actor=neighbour, target=shared.site, reason="Racheté"))
    assert Site.objects.get(pk=shared.site.pk).closed_on is None


def test_a_place_that_is_closed_already_is_not_closed_by_a_proposal(shared):
    proposal = propose_closing(
        actor=actor(shared.neighbour), target=shared.site, closed_on=clock.today(), reason="Vendu"
    )
    close_site(actor=actor(shared.caf_admin), site=shared.site, closed_on=clock.today() - timedelta(days=1))
    with pytest.raises(ActionError, match="a changé depuis"):
        accept(shared, proposal)


def test_nothing_closes_tomorrow(shared):
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(ActionError) as error:
        propose_closing(actor=actor(shared.neighbour), target=shared.site, closed_on=tomorrow, reason="X")
    assert list(error.value.errors) == ["closed_on"]


def test_closing_an_organisation_is_proposed_once_one_s_own_convention_is_closed(shared):
    """Accepting it closes the lead Caf's own convention with it."""
    theirs = AgreementFactory(partner=shared.partner, caf=shared.other_caf)
    asked = {"target": shared.partner, "closed_on": clock.today(), "reason": "Dissolution"}
    with pytest.raises(Refused, match="Clôturez-la d'abord"):
        propose_closing(actor=actor(shared.neighbour), **asked)
    close_agreement(actor=actor(shared.neighbour), agreement=theirs, closes_on=clock.today())
    accept(shared, propose_closing(actor=actor(shared.neighbour), **asked))
    shared.agreement.refresh_from_db()
    assert (Partner.objects.get(pk=shared.partner.pk).closed_on, shared.agreement.state) == (
        clock.today(),
        Agreement.State.CLOSED,
    )
    accept(shared, propose_reopening(actor=actor(shared.neighbour), target=shared.partner, reason="Reprise"))
    assert Partner.objects.get(pk=shared.partner.pk).closed_on is None


def test_a_closing_is_not_accepted_while_a_third_caf_has_a_convention(shared):
    proposal = propose_closing(
        actor=actor(shared.neighbour), target=shared.partner, closed_on=clock.today(), reason="Dissolution"
    )
    AgreementFactory(partner=shared.partner)
    with pytest.raises(Refused, match="autre Caf"):
        accept(shared, proposal)
    proposal.refresh_from_db()
    shared.agreement.refresh_from_db()
    assert (proposal.state, shared.agreement.state) == (WAITING, Agreement.State.VALIDATED)


def test_a_waiting_proposal_follows_the_lead(shared):
    """The Caf that leads now answers; the one that did no longer can."""
    third = caf_admin(AgreementFactory(partner=shared.partner).caf)
    proposal = propose(shared, name="MJC du Nord")
    caf = shared.partner.cafs.exclude(pk__in=[shared.caf.pk, shared.other_caf.pk]).get()
    transfer_lead(actor=actor(shared.caf_admin), partner=shared.partner, caf=caf, reason="X")
    with pytest.raises(Refused):
        accept(shared, proposal)
    assert accept_proposal(actor=actor(third), proposal=proposal).state == ACCEPTED


@pytest.mark.engine
@pytest.mark.parametrize(
    "wrong",
    [
        {"state": REFUSED},
        {"reason": ""},
        {"state": ACCEPTED, "decided_at": None},
        {"decided_at": "now"},
    ],
)
def test_an_impossible_proposal_cannot_be_written(shared, wrong):
    proposal = propose(shared, name="MJC du Nord")
    if "decided_at" in wrong and wrong["decided_at"] == "now":
        wrong = {"decided_at": clock.now()}
    if wrong == {"state": REFUSED}:
        wrong = {**wrong, "decided_at": clock.now(), "decided_by": shared.caf_admin}
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(**wrong)


@pytest.mark.engine
def test_two_proposals_of_a_kind_cannot_be_written(shared):
    one = propose(shared, name="MJC du Nord")
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.create(
            partner=one.partner,
            kind=one.kind,
            changes={},
            reason="X",
            caf=one.caf,
            proposed_by=one.proposed_by,
            proposed_at=clock.now(),
        )
