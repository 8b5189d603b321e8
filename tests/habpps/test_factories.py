"""The factories build only possible objects."""

from portal.habpps.models import AccessGroup, Agreement
from portal.habpps.rights.roles import Role
from tests.factories.habpps import (
    ActivityFactory,
    AgreementFactory,
    CafFactory,
    actor,
    approver,
    caf_admin,
    fr_da,
    group,
    national_admin,
    partner_admin,
)


def roles(user) -> set[str]:
    return {held.role for held in actor(user).grants}


def test_a_convention_is_whole(db):
    agreement = AgreementFactory()
    assert agreement.contract.delegated
    assert group(agreement, AccessGroup.Kind.AFAS_HABILITER).opens_on == agreement.opens_on
    assert agreement.caf in agreement.partner.cafs.all()


def test_a_draft_or_closed_convention_opens_nothing(db):
    draft = AgreementFactory(draft=True)
    closed = AgreementFactory(closed=True)
    assert closed.state == Agreement.State.CLOSED
    assert roles(partner_admin(draft)) == roles(partner_admin(closed)) == set()


def test_people_hold_their_role_and_what_it_hangs_under(db):
    activity = ActivityFactory()
    assert roles(fr_da(activity)) == {Role.PARTNER_USER, Role.AFAS_DECLARANT, Role.ACTIVITY_DATA_PROVIDER}
    assert roles(approver(activity)) == {Role.PARTNER_USER, Role.AFAS_DECLARANT, Role.APPROVER}
    assert roles(partner_admin(activity.agreement)) == {Role.PARTNER_USER, Role.PARTNER_ADMIN, Role.AFAS_MANAGER}


def test_people_of_the_funds(db):
    assert roles(caf_admin(CafFactory())) == {Role.CAF_ADMIN}
    assert roles(national_admin()) == {Role.NATIONAL_ADMIN}
