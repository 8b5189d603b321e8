"""Which days of a Caf an end may take away from its administrators."""

from datetime import timedelta

import pytest

from portal.base import clock
from portal.base.errors import Refused
from portal.habpps.models import Grant
from portal.habpps.officials.actions.ends import end_official
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import actor, caf_admin

A_DAY = timedelta(days=1)


def end(user, held, **options):
    return end_official(actor=actor(user), grant=held, **options)


def role_of(user) -> Grant:
    return Grant.objects.get(user=user)


def test_an_end_that_was_set_counts_to_the_last_day(here):
    """Who ends the other leaves first: no day of the other's may be lost, not even the last."""
    second = caf_admin(here.caf)
    in_days = [clock.today() + days * A_DAY for days in range(31)]
    Grant.objects.filter(pk=role_of(here.caf_admin).pk).update(valid_until=in_days[5])
    Grant.objects.filter(pk=role_of(second).pk).update(valid_until=in_days[30])
    for last_day in (None, in_days[10], in_days[29]):
        with pytest.raises(Refused, match="dernier administrateur"):
            end(here.caf_admin, role_of(second), last_day=last_day)
    assert (role_of(second).revoked_at, role_of(second).valid_until) == (None, in_days[30])
    assert not Entry.objects.exists()
    assert not Letter.objects.exists()


def test_a_case_worker_ends_whatever_the_days_of_the_administrators(here):
    Grant.objects.filter(pk=role_of(here.caf_admin).pk).update(valid_until=clock.today() + 5 * A_DAY)
    end(here.caf_admin, role_of(here.caf_agent))
    assert not actor(here.caf_agent).grants
