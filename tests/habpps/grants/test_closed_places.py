"""Dates of rights over what is closed: they run out, nobody moves them away."""

from datetime import timedelta

import pytest

from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.agreements.actions.ends import close_agreement
from portal.habpps.grants.actions.ending import change_dates
from portal.habpps.models import Grant
from portal.habpps.rights.roles import Role
from tests.factories.habpps import actor, grant

A_DAY = timedelta(days=1)


@pytest.mark.parametrize("over", ["site", "activity"])
def test_no_right_is_prolonged_over_what_is_closed(here, over):
    """One that had ended is not woken up by new dates; one that stands may still be shortened."""
    place, today = getattr(here, over), clock.today()
    ended = grant(here.declarant, Role.APPROVER, place, agreement=here.agreement, valid_until=today - A_DAY)
    stands = grant(here.declarant, Role.FINANCIAL_DATA_PROVIDER, place, agreement=here.agreement)
    setattr(place, "closed_on" if over == "site" else "closes_on", today - A_DAY)
    place.save()
    with pytest.raises(ActionError, match="fermé"):
        change_dates(actor=actor(here.admin), grant=ended, valid_from=today, valid_until=None)
    assert not actor(here.declarant).has_role(Role.APPROVER)
    change_dates(actor=actor(here.admin), grant=stands, valid_from=stands.valid_from, valid_until=today)
    with pytest.raises(ActionError, match="fermé"):
        change_dates(actor=actor(here.admin), grant=stands, valid_from=today, valid_until=today + A_DAY)
    assert Grant.objects.get(pk=stands.pk).valid_until == today


def test_no_dates_change_under_a_closed_convention(here):
    held = grant(here.declarant, Role.APPROVER, here.activity)
    close_agreement(actor=actor(here.caf_admin), agreement=here.agreement, closes_on=clock.today())
    with pytest.raises(Refused, match="clôturée"):
        change_dates(actor=actor(here.caf_admin), grant=held, valid_from=clock.today(), valid_until=clock.today())
    held.refresh_from_db()
    assert held.valid_until is None
