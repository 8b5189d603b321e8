"""The fictional country: coherent rows, whatever its size."""

import json
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from portal.afas.models import Declaration, Fact, State, Transmission
from portal.afas.models.declarations import PART_TRANSITIONS
from portal.catalogue.current import get_catalogue
from portal.habpps.models import Agreement, Grant, Partner
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.roles import AFAS_ROLES
from tests.factories.habpps import actor

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]


@pytest.fixture(scope="module", autouse=True)
def country(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Six partners, written once."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_national", scale=0.0002)
        yield
        transaction.set_rollback(True)


def test_a_country_of_six_partners_is_coherent():
    """States with their facts, halves with their state, transmissions whose content says who and what."""
    assert Partner.objects.count() == Agreement.objects.count() == 6
    for declaration in Declaration.objects.prefetch_related("parts", "transmissions").order_by("pk"):
        assert bool(declaration.version) == (declaration.transmissions.count() == 1)
        assert len(declaration.parts.all()) == 2
        assert all(part.state in PART_TRANSITIONS for part in declaration.parts.all())
    assert {State.VALIDATED, State.TRANSMITTED} <= set(Declaration.objects.order_by().values_list("state", flat=True))


def test_facts_are_those_of_the_catalogue():
    """As the action would have projected them."""
    transmission = Transmission.objects.select_related("declaration__campaign").order_by("pk")[0]
    campaign = transmission.declaration.campaign
    parts = json.loads(transmission.content)["parts"]
    expected = (
        get_catalogue()
        .edition(campaign.type_code, campaign.fiscal_year)
        .compute_indicators(campaign.declaration_type, parts["ACTIVITY"]["document"], parts["FINANCIAL"]["document"])
    )
    assert dict(Fact.objects.filter(transmission=transmission).order_by("pk").values_list("code", "value")) == expected


def test_the_content_names_its_own_activity():
    """Contents are made from one another: each must say its own names, not the first one's."""
    for transmission in Transmission.objects.select_related("declaration__activity__agreement__partner").order_by("pk"):
        activity = transmission.declaration.activity
        content = json.loads(transmission.content)
        assert content["activity"]["id"] == activity.public_id
        assert content["partner"]["siret"] == activity.agreement.partner.siret
        assert content["transmitted_by"]["id"] == transmission.transmitted_by.public_id


def test_every_role_counts():
    """Each approver really may: nothing that the right hangs under is missing."""
    grant = Grant.objects.filter(role__in=AFAS_ROLES).select_related("user").order_by("pk")[0]
    held: Actor = actor(grant.user)
    assert grant.pk in {each.id for each in held.grants}


def test_a_second_country_is_refused():
    with pytest.raises(CommandError):
        call_command("load_national", scale=0.0002)


def test_a_partner_lives_where_its_caf_is():
    """And an MJC is an association: a list that contradicts itself is trusted by nobody."""
    for partner in Partner.objects.prefetch_related("cafs").select_related("type").order_by("pk"):
        (caf,) = partner.cafs.all()
        assert len(partner.postcode) == 5
        assert partner.postcode.startswith(caf.departement.replace("2A", "20").replace("2B", "20"))
        assert partner.type.name == "Association" or not partner.name.startswith(("MJC", "Foyer rural"))
