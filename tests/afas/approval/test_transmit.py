"""`transmit`: the declaration leaves for the Caf, frozen, once."""

import hashlib
import json
import re
from decimal import Decimal

import pytest
from django.db.models import Sum
from post_office.models import Email

from portal.afas.approval import actions
from portal.afas.declarations.editions import edition_of
from portal.afas.entry.actions import provide_part, save_part
from portal.afas.models import DeclarationPart, Event, Fact, State, Transmission
from portal.base.errors import ActionError, Refused, Stale
from portal.base.formats import moment
from portal.catalogue.current import get_catalogue
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from tests.factories import afas
from tests.factories.habpps import ActivityFactory, AgreementFactory, SiteFactory, actor, approver, grant, with_roles

from ..unchanged import unchanged

pytestmark = pytest.mark.django_db
ALL_ROLES = (Role.ACTIVITY_DATA_PROVIDER, Role.FINANCIAL_DATA_PROVIDER, Role.APPROVER)


@pytest.fixture
def declaration():
    return afas.declaration_of()


@pytest.fixture
def team(declaration):
    return afas.team_of(declaration)


def transmit(who, declaration, edits=None):
    return actions.transmit_declaration(
        actor=who, declaration=declaration, edits=afas.edits(declaration) if edits is None else edits
    )


def test_the_approver_transmits_both_halves(declaration, team):
    afas.provided(declaration, team)
    sent = transmit(team.approver, declaration)
    declaration.refresh_from_db()
    assert (declaration.state, declaration.version, declaration.late) == (State.TRANSMITTED, 1, False)
    assert declaration.transmitted_at == sent.transmitted_at
    assert re.fullmatch(r"AFAS-2026-\w{3}-[2-9A-Z]{8}", sent.receipt_number)
    assert Event.objects.filter(kind=Event.Kind.TRANSMITTED, version=1, by=team.approver.user).count() == 1
    entry = Entry.objects.get(kind="afas.transmitted")
    said = {"version": 1, "receipt_number": sent.receipt_number, "sha256": sent.sha256}
    assert entry.facts == {**said, **afas.told_of(declaration)}


def test_the_frozen_content_says_everything(declaration, team):
    """Read in five years without the catalogue: labels, justifications, who, when, for whom, by which text."""
    afas.entered(declaration, team, account_70623="30 000", account_744="10 000")
    afas.provide(declaration, team, "ACTIVITY")
    provide_part(
        actor=team.fr_df,
        declaration=declaration,
        kind="FINANCIAL",
        edits=1,
        justifications={"ps_near_estimate": "Rappel."},
    )
    sent = transmit(team.approver, declaration)
    content = json.loads(sent.content)
    partner = declaration.activity.agreement.partner
    assert content["partner"]["siret"] == partner.siret
    assert content["caf"]["email"] == declaration.caf.email
    assert content["transmitted_by"] == {
        "id": team.approver.user.public_id,
        "name": team.approver.user.get_full_name(),
        "role": "Approbateur",
    }
    assert content["edition"]["sha256"] == get_catalogue().edition("PSJEUNE", 2026).sha
    assert content["parts"]["FINANCIAL"]["document"]["account_64"] == "40000.00"
    assert content["parts"]["FINANCIAL"]["justifications"] == {"ps_near_estimate": "Rappel."}
    assert content["findings"][0]["justification"] == "Rappel."
    charges = content["parts"]["FINANCIAL"]["sections"][0]["answers"]
    assert charges[5]["label"] == "Frais de personnel"
    assert content["estimate"]["amount"] == "20000.00"


def test_the_digest_is_that_of_the_canonical_text(declaration, team):
    """Anybody can compute it again; the content names its own receipt."""
    sent = afas.transmitted(declaration, team).transmissions.get()
    assert hashlib.sha256(sent.content.encode()).hexdigest() == sent.sha256
    content = json.loads(sent.content)
    again = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert again == sent.content
    assert content["receipt_number"] == sent.receipt_number


def test_the_figures_are_projected_for_statistics(declaration, team):
    afas.transmitted(declaration, team)
    facts = dict(Fact.objects.values_list("code", "value"))
    assert set(facts) <= {spec.code for spec in edition_of(declaration).indicators}
    assert facts["staff_costs"] == Decimal(40000)
    assert facts["total_charges"] == Decimal(40000)
    assert facts["entitlement"] == Decimal(20000)
    fact = Fact.objects.get(code="staff_costs")
    assert (fact.type_code, fact.fiscal_year, fact.declaration_type, fact.latest) == ("PSJEUNE", 2026, "FORECAST", True)
    assert fact.partner_id == declaration.activity.agreement.partner_id


def test_the_receipt_goes_to_who_sent_and_who_provided(declaration, team):
    """With what the law asks of an acknowledgement."""
    approver = team.approver
    afas.provided(declaration, team)
    Email.objects.all().delete()
    sent = transmit(approver, declaration)
    mails = {mail.to[0]: mail for mail in Email.objects.all()}
    assert set(mails) == {approver.user.email, team.fr_da.user.email, team.fr_df.user.email}
    text = mails[approver.user.email].message
    caf = declaration.caf
    for told in (sent.receipt_number, sent.sha256, caf.name, caf.address, caf.email, caf.phone, "version 1"):
        assert told in text


def test_a_provider_who_has_left_gets_no_receipt(declaration, team):
    afas.provided(declaration, team)
    team.fr_df.user.grants.filter(role=Role.FINANCIAL_DATA_PROVIDER).update(
        valid_until=afas.clock.today().replace(year=2025)
    )
    Email.objects.all().delete()
    transmit(team.approver, declaration)
    assert team.fr_df.user.email not in {mail.to[0] for mail in Email.objects.all()}


def test_a_double_submit_answers_the_same_transmission(declaration, team):
    afas.provided(declaration, team)
    edits = afas.edits(declaration)
    first = transmit(team.approver, declaration, edits)
    with unchanged():
        assert transmit(team.approver, declaration, edits) == first


@pytest.mark.parametrize("state", ["transmitted", "taken", "validated"])
def test_who_sent_it_gets_the_transmission_that_exists(declaration, team, state):
    """Also once the Caf has taken or validated it."""
    getattr(afas, state)(declaration, team)
    with unchanged():
        assert transmit(team.approver, declaration) == Transmission.objects.get()


def test_a_second_approver_reads_who_sent_it_and_when(declaration, team):
    afas.transmitted(declaration, team)
    other = actor(approver(declaration.activity))
    with unchanged(), pytest.raises(Refused) as refused:
        transmit(other, declaration)
    sent = Transmission.objects.get()
    assert f"transmise à la Caf par {team.approver.user.get_full_name()} le {moment(sent.transmitted_at)}" in str(
        refused.value
    )


def test_an_approver_of_a_site_transmits_its_activities():
    site = SiteFactory()
    activity = ActivityFactory(agreement=AgreementFactory(partner=site.partner), sites=[site])
    declaration = afas.provided(afas.declaration_of(activity))
    user = afas.approver(ActivityFactory())
    grant(user, Role.APPROVER, site, agreement=activity.agreement)
    assert transmit(actor(user), declaration).version == 1


def test_one_person_may_do_it_all_unless_the_convention_forbids():
    declaration = afas.declaration_of()
    person = actor(with_roles(declaration.activity, *ALL_ROLES))
    team = afas.team_of(declaration)
    team.__dict__ |= {"fr_da": person, "fr_df": person}
    afas.provided(declaration, team)
    agreement = declaration.activity.agreement
    agreement.separate_approver = True
    agreement.save()
    with unchanged(), pytest.raises(Refused, match="Un autre approbateur"):
        transmit(person, declaration)
    agreement.separate_approver = False
    agreement.save()
    assert transmit(person, declaration).version == 1


@pytest.mark.parametrize("who", ["fr_da", "fr_df", "agent"])
def test_only_an_approver_transmits(declaration, team, who):
    afas.provided(declaration, team)
    person = getattr(team, who)
    with unchanged(), pytest.raises(Refused):
        transmit(person, declaration)


def test_an_approver_of_another_activity_may_not(declaration, team):
    afas.provided(declaration, team)
    person = actor(approver(ActivityFactory(agreement=declaration.activity.agreement)))
    with unchanged(), pytest.raises(Refused):
        transmit(person, declaration)


def test_both_halves_must_be_provided(declaration, team):
    afas.entered(declaration, team)
    afas.provide(declaration, team, "ACTIVITY")
    approver = team.approver
    with unchanged(), pytest.raises(Refused, match="Il manque encore les données financières"):
        transmit(approver, declaration)


def test_what_changed_since_it_was_read_is_not_sent_unseen(declaration, team):
    afas.provided(declaration, team)
    approver = team.approver
    with unchanged(), pytest.raises(Stale):
        transmit(approver, declaration, {"ACTIVITY": 1, "FINANCIAL": 0})


def test_a_control_between_the_halves_is_settled_before_leaving(declaration, team):
    """The financial part was right when it was provided; the activity part has changed since."""
    cents = {"account_64": "0", "animator_cost": "0", "account_70623": "0", "account_744": "0"}
    afas.entered(declaration, team, **cents)
    save_part(
        actor=team.fr_da,
        declaration=declaration,
        kind="ACTIVITY",
        typed={"animators": [{"diploma": "LEVEL_4", "etp": "1", "months": "12", "etp_asked": "0"}]},
        edits=1,
    )
    afas.provide(declaration, team, "FINANCIAL")
    save_part(
        actor=team.fr_da,
        declaration=declaration,
        kind="ACTIVITY",
        typed={"animators": [{"diploma": "LEVEL_4", "etp": "1", "months": "12", "etp_asked": "1"}]},
        edits=2,
    )
    afas.provide(declaration, team, "ACTIVITY")
    approver = team.approver
    with unchanged(), pytest.raises(ActionError) as error:
        transmit(approver, declaration)
    assert "account_64" in error.value.errors


def test_a_late_declaration_is_accepted_and_said_to_be_late():
    declaration = afas.transmitted(afas.declaration_of(late=True))
    assert declaration.late
    assert json.loads(declaration.transmissions.get().content)["late"] is True


def test_a_corrected_declaration_leaves_as_version_2(declaration, team):
    """Version 1 stays as it was, byte for byte; statistics read the second only."""
    declaration = afas.returned(declaration, team, account_70623="20 000")
    first = declaration.transmissions.get()
    kept = (first.content, first.sha256, first.receipt_number)
    part = afas.part(declaration, "FINANCIAL")
    typed = {"account_64": "50 000", "account_744": "30 000"}
    save_part(actor=team.fr_df, declaration=declaration, kind="FINANCIAL", typed=typed, edits=part.edits)
    afas.provide(declaration, team, "FINANCIAL")
    second = transmit(team.approver, declaration)
    first.refresh_from_db()
    assert (first.content, first.sha256, first.receipt_number) == kept
    assert (second.version, second.receipt_number != first.receipt_number) == (2, True)
    declaration.refresh_from_db()
    assert (declaration.state, declaration.version, declaration.taken_by) == (State.IN_REVIEW, 2, team.agent.user)
    latest = Fact.objects.filter(latest=True, code="staff_costs")
    assert latest.aggregate(total=Sum("value"))["total"] == Decimal(50000)
    assert Fact.objects.filter(code="staff_costs").count() == 2


def test_facts_of_two_declarations_add_up(team, declaration):
    afas.transmitted(declaration, team)
    afas.transmitted(afas.declaration_of(ActivityFactory(agreement=declaration.activity.agreement)))
    total = Fact.objects.filter(latest=True, code="total_charges").aggregate(total=Sum("value"))["total"]
    assert total == Decimal(80000)


def test_parts_are_untouched_by_transmission(declaration, team):
    afas.provided(declaration, team)
    before = list(DeclarationPart.objects.order_by("pk").values())
    transmit(team.approver, declaration)
    assert list(DeclarationPart.objects.order_by("pk").values()) == before
