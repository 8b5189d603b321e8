"""`names_by_role`: who holds each role over a declaration's activity, itself or through one of its sites."""

import pytest
from django.urls import reverse

from portal.afas.declarations.queries.people import names_by_role
from portal.base import clock
from portal.habpps.models import Grant
from portal.habpps.rights.roles import AFAS_ROLES, Role
from tests.factories import afas
from tests.factories.habpps import (
    ActivityFactory,
    AgreementFactory,
    SiteFactory,
    actor,
    approver,
    fr_da,
    fr_df,
    grant,
    person,
)
from tests.net.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def declaration():
    """Its activity and its convention have different numbers."""
    agreement = AgreementFactory()
    ActivityFactory.create_batch(2, agreement=agreement)
    return afas.declaration_of(ActivityFactory(agreement=agreement))


def names(declaration):
    holding = names_by_role(actor(person()), declaration).holding
    return {role: list(people.values()) for role, people in holding.items()}


def test_nobody_yet(declaration):
    assert names(declaration) == {role: [] for role in AFAS_ROLES}


def test_each_role_names_its_holders_by_their_names(declaration):
    second = fr_da(declaration.activity, first_name="Léa", last_name="Tessier")
    first = fr_da(declaration.activity, first_name="Zoé", last_name="Brun")
    found = names(declaration)
    assert found[Role.ACTIVITY_DATA_PROVIDER] == [first.get_full_name(), second.get_full_name()]
    assert found[Role.APPROVER] == []


def test_the_holders_of_another_activity_are_not_named(declaration):
    other = ActivityFactory(agreement=declaration.activity.agreement)
    fr_df(other)
    approver(ActivityFactory())
    assert names(declaration) == {role: [] for role in AFAS_ROLES}


def test_a_role_over_a_site_of_the_activity_counts(declaration):
    agreement = declaration.activity.agreement
    site = SiteFactory(partner=agreement.partner)
    declaration.activity.sites.add(site)
    holder = person()
    grant(holder, Role.APPROVER, site, agreement=agreement)
    assert names(declaration)[Role.APPROVER] == [holder.get_full_name()]


def test_a_role_that_is_given_without_counting_is_neither_held_nor_vacant(client, declaration):
    """Said so where the declaration says who does what, as everywhere else."""
    holder = approver(declaration.activity, first_name="Inès", last_name="Vidal")
    Grant.objects.filter(user=holder, role=Role.PARTNER_USER).update(suspended_at=clock.now())
    found = names_by_role(actor(person()), declaration)
    assert (found.holding[Role.APPROVER], found.dormant) == ({}, {Role.APPROVER})
    client.force_login(fr_da(declaration.activity))
    page = read(client.get(reverse("afas:declaration", args=[declaration.public_id])))
    assert "Attribué, sans effet aujourd'hui" in page
    assert "Inès Vidal" not in page
    assert page.count("Non attribué") == 1, "the financial data alone"
