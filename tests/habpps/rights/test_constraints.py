"""Impossible rights cannot be written, whatever program writes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from portal.base import clock
from portal.habpps.models import Agreement, Grant
from portal.habpps.rights.roles import Role
from tests.factories.habpps import AgreementFactory, PartnerFactory, grant, person

pytestmark = pytest.mark.engine


def refused(**columns) -> None:
    before = Grant.objects.count()
    values = {"user": person(), "valid_from": clock.today(), "given_at": clock.now(), **columns}
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(**values)
    assert Grant.objects.count() == before


def test_a_role_carries_exactly_its_kind_of_place(here):
    """Each role without its place, with too much, or with somebody else's kind of place."""
    access = Grant.objects.get(user=here.member, role=Role.PARTNER_USER)
    refused(role=Role.NATIONAL_ADMIN, caf=here.caf)
    refused(role=Role.CAF_ADMIN)
    refused(role=Role.CAF_AGENT, caf=here.caf, agreement=here.agreement)
    refused(role=Role.PARTNER_USER)
    refused(role=Role.PARTNER_USER, agreement=here.agreement, parent=access)
    refused(role=Role.PARTNER_ADMIN, agreement=here.agreement)
    refused(role=Role.AFAS_DECLARANT, agreement=here.agreement, parent=access)
    refused(role=Role.APPROVER, agreement=here.agreement, parent=access)
    refused(role=Role.APPROVER, agreement=here.agreement, parent=access, activity=here.activity, site=here.site)
    refused(role=Role.APPROVER, activity=here.activity, parent=access)
    refused(role="INVENTED", agreement=here.agreement)


def test_a_right_does_not_end_before_it_begins(here):
    refused(role=Role.CAF_AGENT, caf=here.caf, valid_until=clock.today() - timedelta(days=1))


def test_the_same_right_never_stands_twice_on_one_day(here):
    """Overlapping, touching by one day, or without end: refused; the day after: accepted."""
    today, user = clock.today(), person()
    held = grant(user, Role.CAF_AGENT, here.caf, valid_from=today, valid_until=today + timedelta(days=10))
    same = {"user": user, "role": Role.CAF_AGENT, "caf": here.caf}
    refused(**same, valid_from=today + timedelta(days=10))
    refused(**same, valid_from=today - timedelta(days=5))
    refused(**same, valid_from=today - timedelta(days=5), valid_until=today)
    grant(user, Role.CAF_AGENT, here.caf, valid_from=today + timedelta(days=11))
    grant(user, Role.CAF_AGENT, here.caf, valid_from=today - timedelta(days=5), valid_until=today - timedelta(days=1))
    assert Grant.objects.filter(user=user).count() == 3
    assert held.revoked_at is None


def test_another_place_or_a_removed_right_is_no_overlap(here, elsewhere):
    user = person()
    held = grant(user, Role.CAF_AGENT, here.caf)
    grant(user, Role.CAF_AGENT, elsewhere.caf)
    Grant.objects.filter(pk=held.pk).update(revoked_at=clock.now())
    grant(user, Role.CAF_AGENT, here.caf)


def test_dates_cannot_be_stretched_over_another_one_by_sql(here):
    """UPDATE is held to the same rule as INSERT."""
    today, user = clock.today(), person()
    first = grant(user, Role.CAF_AGENT, here.caf, valid_from=today, valid_until=today)
    grant(user, Role.CAF_AGENT, here.caf, valid_from=today + timedelta(days=1))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE habpps_grant SET valid_until = NULL WHERE id = %s", [first.pk])
    first.refresh_from_db()
    assert first.valid_until == today


def test_a_removed_right_cannot_come_back_over_another_one(here):
    user = person()
    first = grant(user, Role.CAF_AGENT, here.caf)
    Grant.objects.filter(pk=first.pk).update(revoked_at=clock.now())
    grant(user, Role.CAF_AGENT, here.caf)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=first.pk).update(revoked_at=None)


def test_one_open_convention_per_partner_and_caf(here):
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementFactory(partner=here.partner, caf=here.caf, draft=True)
    AgreementFactory(partner=here.partner, caf=here.caf, closed=True)
    assert Agreement.objects.filter(partner=here.partner).count() == 2


def test_a_siret_stands_once(here):
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerFactory(siret=here.partner.siret)
