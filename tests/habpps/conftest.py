"""A convention with its people, and another one that they must never see."""

from types import SimpleNamespace

import pytest

from tests.factories.habpps import (
    ActivityFactory,
    AgreementFactory,
    CafFactory,
    SiteFactory,
    caf_admin,
    caf_agent,
    declarant,
    fr_da,
    member,
    national_admin,
    partner_admin,
)


def world() -> SimpleNamespace:
    """One convention: Caf, activity, site, and a person of each kind."""
    agreement = AgreementFactory()
    site = SiteFactory(partner=agreement.partner)
    activity = ActivityFactory(agreement=agreement, sites=[site])
    return SimpleNamespace(
        agreement=agreement,
        caf=agreement.caf,
        partner=agreement.partner,
        site=site,
        activity=activity,
        caf_admin=caf_admin(agreement.caf),
        caf_agent=caf_agent(agreement.caf),
        admin=partner_admin(agreement),
        other_admin=partner_admin(agreement),
        declarant=declarant(agreement),
        provider=fr_da(activity),
        member=member(agreement),
    )


@pytest.fixture
def here(db) -> SimpleNamespace:
    return world()


@pytest.fixture
def elsewhere(db) -> SimpleNamespace:
    return world()


@pytest.fixture
def national(db):
    return national_admin()


@pytest.fixture
def caf(db):
    return CafFactory()
