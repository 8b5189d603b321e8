"""The Caf that leads an organisation: who it is, what it alone writes, how the lead changes hands."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.agreements.actions.activities import add_activity
from portal.habpps.agreements.actions.ends import close_agreement
from portal.habpps.agreements.actions.partner_ends import close_partner
from portal.habpps.models import Agreement, Partner, PartnerType, Site
from portal.habpps.partners.actions.lead import take_lead, transfer_lead
from portal.habpps.partners.actions.organisations import change_partner, register_partner, reopen_partner
from portal.habpps.partners.actions.sites import add_site, change_site, close_site, reopen_site
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import (
    ActivityFactory,
    AgreementFactory,
    CafFactory,
    PartnerFactory,
    actor,
    caf_admin,
    register_at,
    siret,
)
from tests.net.reading import read


@pytest.fixture
def shared(here, elsewhere):
    """The organisation of `here`, which the Caf of `elsewhere` has registered too, with its own convention."""
    here.theirs = AgreementFactory(partner=here.partner, caf=elsewhere.caf)
    here.neighbour = elsewhere.caf_admin
    return here


def _typed(partner: Partner, **changed) -> dict:
    facts = {"siret": partner.siret, "name": partner.name, "partner_type": partner.type, "town": partner.town}
    return {**facts, "address": partner.address, "postcode": partner.postcode, **changed}


def _state(partner: Partner) -> tuple:
    """Everything that several Cafs share of it, and who leads."""
    fresh = Partner.objects.get(pk=partner.pk)
    sites = [(site.name, site.closed_on) for site in Site.objects.filter(partner=partner).order_by("pk")]
    return fresh.name, fresh.siret, fresh.closed_on, fresh.lead_caf_id, sites


SHARED_WRITES = {
    "change_partner": lambda who, world: change_partner(
        actor=who, partner=world.partner, **_typed(world.partner, name="X")
    ),
    "close_partner": lambda who, world: close_partner(actor=who, partner=world.partner, closes_on=clock.today()),
    "reopen_partner": lambda who, world: reopen_partner(actor=who, partner=world.partner),
    "change_site": lambda who, world: change_site(actor=who, site=world.site, name="X"),
    "close_site": lambda who, world: close_site(actor=who, site=world.site, closed_on=clock.today()),
    "reopen_site": lambda who, world: reopen_site(actor=who, site=world.site),
    "transfer_lead": lambda who, world: transfer_lead(
        actor=who, partner=world.partner, caf=world.theirs.caf, reason="X"
    ),
    "take_lead": lambda who, world: take_lead(actor=who, partner=world.partner),
}


@pytest.mark.parametrize("name", SHARED_WRITES)
def test_another_caf_that_has_registered_it_writes_nothing_that_all_of_them_share(shared, name):
    """Neither by its convention, nor by having linked the organisation: it is told which Caf leads."""
    before, entries = _state(shared.partner), Entry.objects.count()
    with pytest.raises(Refused, match=shared.caf.name):
        SHARED_WRITES[name](actor(shared.neighbour), shared)
    assert (_state(shared.partner), Entry.objects.count()) == (before, entries)


def test_linking_an_organisation_by_its_siret_gives_nothing_of_it(here, elsewhere):
    """What was typed is not kept, and the Caf that registered it first still leads."""
    linked = register_partner(
        actor=actor(elsewhere.caf_admin), siret=here.partner.siret, name="Autre nom", partner_type=here.partner.type
    )
    assert (linked.pk, linked.name, linked.lead_caf) == (here.partner.pk, here.partner.name, here.caf)
    with pytest.raises(Refused, match="Proposez-lui"):
        change_partner(actor=actor(elsewhere.caf_admin), partner=linked, **_typed(linked, name="Autre nom"))


def test_a_new_organisation_is_led_by_the_caf_that_registers_it(here):
    kind = PartnerType.objects.create(name="Type d'essai")
    made = register_partner(actor=actor(here.caf_admin), siret=siret(9_200_000), name="MJC", partner_type=kind)
    assert made.lead_caf == here.caf


def test_another_caf_adds_the_places_and_activities_that_it_funds(shared):
    """Its own part needs nobody's leave: a new place changes nothing for the others, who read it in their journals."""
    site = add_site(actor=actor(shared.neighbour), partner=shared.partner, name="Salle neuve")
    activity = add_activity(
        actor=actor(shared.neighbour),
        agreement=shared.theirs,
        name="Accueil",
        type_code="PSJEUNE",
        nature_code="STRUCTURE_JEUNESSE",
        opens_on=clock.today(),
        sites=[site],
    )
    assert activity.agreement == shared.theirs
    told = Entry.objects.filter(kind="habpps.site_added").order_by("caf_id").values_list("caf_id", flat=True)
    assert set(told) == {shared.caf.pk, shared.theirs.caf_id}


def test_another_caf_closes_its_own_convention(shared):
    close_agreement(actor=actor(shared.neighbour), agreement=shared.theirs, closes_on=clock.today())
    shared.theirs.refresh_from_db()
    shared.agreement.refresh_from_db()
    assert (shared.theirs.state, shared.agreement.state) == (Agreement.State.CLOSED, Agreement.State.VALIDATED)


def test_an_organisation_closes_once_the_other_convention_has_ended_by_its_own_date(shared):
    """Nobody has to close in name what has ended."""
    Agreement.objects.filter(pk=shared.theirs.pk).update(closes_on=clock.today())
    with pytest.raises(Refused, match="autre Caf"):
        close_partner(actor=actor(shared.caf_admin), partner=shared.partner, closes_on=clock.today())
    Agreement.objects.filter(pk=shared.theirs.pk).update(closes_on=clock.today() - timedelta(days=1))
    assert close_partner(actor=actor(shared.caf_admin), partner=shared.partner, closes_on=clock.today()).closed_on


def test_a_place_where_another_caf_s_activity_takes_place_stays_open(shared):
    """The lead Caf reads which Caf to write to; an activity that is over stops nothing."""
    theirs = ActivityFactory(agreement=shared.theirs, sites=[shared.site], closes_on=clock.today())
    chief = actor(shared.caf_admin)
    with pytest.raises(Refused, match=shared.theirs.caf.email):
        close_site(actor=chief, site=shared.site, closed_on=clock.today())
    assert Site.objects.get(pk=shared.site.pk).closed_on is None
    theirs.closes_on = clock.today() - timedelta(days=1)
    theirs.save()
    assert close_site(actor=chief, site=shared.site, closed_on=clock.today()).closed_on == clock.today()


def test_the_lead_is_handed_over_at_once_and_both_cafs_are_told(shared):
    transfer_lead(
        actor=actor(shared.caf_admin), partner=shared.partner, caf=shared.theirs.caf, reason="Le siège a déménagé"
    )
    shared.partner.refresh_from_db()
    assert shared.partner.lead_caf == shared.theirs.caf
    entries = Entry.objects.filter(kind="habpps.partner_lead_transferred").order_by("pk")
    assert {entry.caf_id for entry in entries} == {shared.caf.pk, shared.theirs.caf_id}
    assert entries[0].facts["reason"] == "Le siège a déménagé"
    mails = {
        letter.email.to[0]: letter.email for letter in Letter.objects.filter(kind="habpps/lead_changed").order_by("pk")
    }
    assert set(mails) == {shared.caf.email, shared.theirs.caf.email}
    assert "Votre Caf pilote désormais" in mails[shared.theirs.caf.email].subject
    assert "Votre Caf ne pilote plus" in mails[shared.caf.email].subject
    with pytest.raises(Refused):
        reopen_partner(actor=actor(shared.caf_admin), partner=shared.partner)


def test_without_a_mailbox_the_administrators_are_told(shared):
    shared.theirs.caf.email = ""
    shared.theirs.caf.save()
    transfer_lead(actor=actor(shared.caf_admin), partner=shared.partner, caf=shared.theirs.caf, reason="X")
    readers = Letter.objects.filter(kind="habpps/lead_changed", caf_id=shared.theirs.caf_id).order_by("pk")
    assert [letter.recipient_id for letter in readers] == [shared.neighbour.pk]


@pytest.mark.parametrize("known", [True, False])
def test_the_lead_goes_to_a_caf_that_knows_the_organisation_and_can_act(shared, known):
    other = CafFactory()
    if known:  # but nobody administers it
        register_at(shared.partner, other)
    else:
        caf_admin(other)
    with pytest.raises(ActionError) as error:
        transfer_lead(actor=actor(shared.caf_admin), partner=shared.partner, caf=other, reason="X")
    assert list(error.value.errors) == ["caf"]
    assert _state(shared.partner)[3] == shared.caf.pk


def test_the_lead_of_a_caf_without_any_convention_is_taken_up(shared):
    close_agreement(actor=actor(shared.caf_admin), agreement=shared.agreement, closes_on=clock.today())
    for _ in range(2):
        take_lead(actor=actor(shared.neighbour), partner=shared.partner)
    shared.partner.refresh_from_db()
    assert shared.partner.lead_caf == shared.theirs.caf
    entries = Entry.objects.filter(kind="habpps.partner_lead_taken")
    assert {entry.caf_id for entry in entries.order_by("pk")} == {shared.caf.pk, shared.theirs.caf_id}
    assert Letter.objects.filter(kind="habpps/lead_changed").count() == 2


@pytest.mark.parametrize("state", [Agreement.State.DRAFT, Agreement.State.CLOSED])
def test_the_lead_is_taken_up_by_a_caf_whose_convention_is_validated(shared, state):
    """A draft is no convention yet: anybody could write one to take the lead."""
    close_agreement(actor=actor(shared.caf_admin), agreement=shared.agreement, closes_on=clock.today())
    facts = {"validated_at": None} if state == Agreement.State.DRAFT else {"closes_on": clock.today()}
    Agreement.objects.filter(pk=shared.theirs.pk).update(state=state, **facts)
    with pytest.raises(Refused, match="convention validée"):
        take_lead(actor=actor(shared.neighbour), partner=shared.partner)
    assert _state(shared.partner)[3] == shared.caf.pk


def test_a_draft_of_the_lead_caf_keeps_the_lead(shared):
    Agreement.objects.filter(pk=shared.agreement.pk).update(state=Agreement.State.DRAFT, validated_at=None)
    with pytest.raises(Refused, match="pilote cet organisme et a une convention"):
        take_lead(actor=actor(shared.neighbour), partner=shared.partner)


def test_an_organisation_that_nobody_leads_yet_is_taken_up(shared):
    """The version before this one registers organisations without a lead while the machines restart."""
    Partner.objects.filter(pk=shared.partner.pk).update(lead_caf=None)
    with pytest.raises(Refused, match="aucune Caf"):
        change_site(actor=actor(shared.caf_admin), site=shared.site, name="X")
    take_lead(actor=actor(shared.neighbour), partner=shared.partner)
    assert _state(shared.partner)[3] == shared.theirs.caf_id


@pytest.mark.engine
def test_the_migration_names_the_caf_of_the_oldest_convention(db):
    """A closed one counts only where there is no other; without any, the first Caf that registered it."""
    old, new, first = CafFactory(), CafFactory(), CafFactory()
    both, left, none = PartnerFactory(), PartnerFactory(), PartnerFactory(cafs=[first])
    AgreementFactory(partner=both, caf=new, opens_on=date(2024, 1, 1))
    AgreementFactory(partner=both, caf=old, opens_on=date(2020, 1, 1))
    AgreementFactory(partner=left, caf=old, opens_on=date(2020, 1, 1), closed=True)
    AgreementFactory(partner=left, caf=new, opens_on=date(2024, 1, 1))
    none.cafs.add(new)
    Partner.objects.update(lead_caf=None)
    import_module("portal.habpps.migrations.0009_lead_caf").name_lead_cafs(apps, None)
    leads = dict(Partner.objects.order_by("pk").values_list("pk", "lead_caf"))
    assert leads == {both.pk: old.pk, left.pk: new.pk, none.pk: first.pk}


def test_the_page_says_which_caf_leads_and_what_one_can_do(client, shared):
    address = f"/organismes/{shared.partner.public_id}/"
    client.force_login(shared.caf_admin)
    page = read(client.get(address))
    assert "Votre Caf pilote cet organisme" in page
    assert "Modifier l'organisme" in page
    assert "Transférer le pilotage" in page
    assert "Proposer" not in page.replace("vous proposent", "")
    client.force_login(shared.neighbour)
    page = read(client.get(address))
    assert f"La {shared.caf.name} pilote cet organisme" in page
    assert "Proposer une modification" in page
    assert "Proposer la fermeture" in page
    assert "Ajouter un lieu d'implantation" in page
    for lead_only in ("Modifier l'organisme", "Clôturer l'organisme", "Reprendre le pilotage"):
        assert lead_only not in page
    client.force_login(shared.admin)
    page = read(client.get(address))
    assert f"Caf pilote {shared.caf.name}" in page
    assert "Proposer" not in page


def test_the_lead_moves_on_screen(client, shared):
    client.force_login(shared.caf_admin)
    address = f"/organismes/{shared.partner.public_id}/pilotage/transferer"
    typed = {"caf": shared.theirs.caf.public_id, "reason": "Le siège a déménagé"}
    page = read(client.submit(address, typed, follow=True))
    assert f"La {shared.theirs.caf.name} pilote désormais cet organisme" in page
    close_agreement(actor=actor(shared.neighbour), agreement=shared.theirs, closes_on=clock.today())
    assert "peut reprendre le pilotage" in read(client.get(f"/organismes/{shared.partner.public_id}/"))
    page = read(client.submit(f"/organismes/{shared.partner.public_id}/pilotage/reprendre", {}, follow=True))
    assert "Votre Caf pilote désormais cet organisme" in page
