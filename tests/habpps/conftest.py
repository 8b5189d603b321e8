"""A convention with its people, and another one that they must never see."""

from types import SimpleNamespace

import pytest

from tests.factories.habpps import (
    ActivityFactory,
    AgreementFactory,
    CafFactory,
    SiteFactory,
    national_admin,
    people_of,
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
        **people_of(activity),
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
