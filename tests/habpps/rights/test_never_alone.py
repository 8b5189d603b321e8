"""A convention and a Caf keep an administrator who can act, on each day that they had one: by whatever act, dates and
retention included."""

from datetime import timedelta

import pytest

from portal.accounts.models import User
from portal.accounts.retention.jobs import anonymise_dormant_accounts
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.agreements.actions.record import name_administrator
from portal.habpps.grants.actions.ending import change_dates, end_grant
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Grant
from portal.habpps.people.actions.access import close_user
from portal.habpps.people.actions.departures import record_departure
from portal.habpps.people.actions.retention import end_everything
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import CafFactory, actor, caf_admin, caf_agent, come_in, person

A_DAY = timedelta(days=1)


def office(user) -> Grant:
    return Grant.objects.get(user=user, role=Role.PARTNER_ADMIN)


def access(user) -> Grant:
    return Grant.objects.get(user=user, role=Role.PARTNER_USER)


def set_dates(here, who, valid_from=None, valid_until=None):
    held = office(who)
    return change_dates(
        actor=actor(here.caf_admin), grant=held, valid_from=valid_from or held.valid_from, valid_until=valid_until
    )


def test_the_only_administrator_is_prolonged(here):
    """Nothing ends: nobody else is needed for it."""
    end = clock.today() + 30 * A_DAY
    end_grant(actor=actor(here.caf_admin), grant=office(here.other_admin))
    Grant.objects.filter(pk=office(here.admin).pk).update(valid_until=end)
    set_dates(here, here.admin, valid_until=end + 300 * A_DAY)
    assert office(here.admin).valid_until == end + 300 * A_DAY
    with pytest.raises(Refused, match="dernier administrateur"):
        set_dates(here, here.admin, valid_until=end)
    set_dates(here, here.admin)
    assert office(here.admin).valid_until is None


def test_a_beginning_put_off_is_an_end_of_the_days_before(here):
    end_grant(actor=actor(here.caf_admin), grant=office(here.other_admin))
    with pytest.raises(Refused, match="dernier administrateur"):
        set_dates(here, here.admin, valid_from=clock.today() + A_DAY)


WAYS = {
    "end": lambda caf, who: end_grant(actor=caf, grant=office(who)),
    "end the access": lambda caf, who: end_grant(actor=caf, grant=access(who)),
    "close": lambda caf, who: close_user(actor=caf, membership=access(who)),
    "close later": lambda caf, who: close_user(actor=caf, membership=access(who), last_day=clock.today() + 9 * A_DAY),
    "depart": lambda caf, who: record_departure(actor=caf, membership=access(who), last_day=clock.today()),
}


@pytest.mark.parametrize("way", WAYS)
def test_who_begins_later_is_not_yet_the_one_who_stays(here, way):
    """The other administrator is named, and begins in a month: until then nobody could act."""
    set_dates(here, here.other_admin, clock.today() + 30 * A_DAY)
    events = Entry.objects.count()
    with pytest.raises(Refused, match="n'aurait plus d'administrateur en mesure d'agir"):
        WAYS[way](actor(here.caf_admin), here.admin)
    assert actor(here.admin).has_role(Role.PARTNER_ADMIN)
    assert Entry.objects.count() == events


def test_both_are_not_put_off(here):
    set_dates(here, here.other_admin, clock.today() + 30 * A_DAY)
    with pytest.raises(Refused, match=f"{clock.today():%d/%m/%Y}"):
        set_dates(here, here.admin, clock.today() + 30 * A_DAY)
    assert actor(here.admin).has_role(Role.PARTNER_ADMIN)


def test_both_do_not_end_one_after_the_other(here):
    """The second end leaves nobody from its morrow on."""
    set_dates(here, here.other_admin, valid_until=clock.today() + 30 * A_DAY)
    with pytest.raises(Refused, match=f"{clock.today() + 31 * A_DAY:%d/%m/%Y}"):
        set_dates(here, here.admin, valid_until=clock.today() + 29 * A_DAY)
    assert office(here.admin).valid_until is None


def test_a_colleague_who_has_not_come_in_yet_does_not_stay_alone(here):
    """An account never activated, or an invitation not answered, administers nothing."""
    end_grant(actor=actor(here.caf_admin), grant=office(here.other_admin))
    identity = Identity("Roy", "Camille", "camille@exemple.fr", "camille@exemple.fr")
    name_administrator(
        actor=actor(here.caf_admin), agreement=here.agreement, identity=identity, valid_from=clock.today()
    )
    with pytest.raises(Refused, match="en mesure d'agir"):
        end_grant(actor=actor(here.caf_admin), grant=office(here.admin))
    come_in(User.objects.get(email=identity.email))
    end_grant(actor=actor(here.caf_admin), grant=office(here.admin))
    assert not actor(here.admin).has_role(Role.PARTNER_ADMIN)


def test_one_who_cannot_act_goes_while_the_other_stays(here):
    """An administrator who was never able to act leaves no gap."""
    set_dates(here, here.other_admin, clock.today() + 30 * A_DAY)
    end_grant(actor=actor(here.caf_admin), grant=office(here.other_admin))
    assert actor(here.admin).has_role(Role.PARTNER_ADMIN)


def test_dates_that_follow_each_other_leave_no_gap(here):
    set_dates(here, here.other_admin, clock.today() + 30 * A_DAY)
    set_dates(here, here.admin, valid_until=clock.today() + 29 * A_DAY)
    assert office(here.admin).valid_until == clock.today() + 29 * A_DAY


def dormant(user) -> None:
    """Unused for two years, told 31 days ago."""
    long_ago, told = clock.now() - timedelta(days=800), clock.now() - timedelta(days=31)
    User.objects.filter(pk=user.pk).update(created_at=long_ago, last_login=long_ago, dormant_notice_at=told)


@pytest.mark.django_db
def test_retention_keeps_the_last_administrator_of_a_caf():
    admin = caf_admin(CafFactory())
    dormant(admin)
    assert anonymise_dormant_accounts() == 0
    admin.refresh_from_db()
    assert (admin.state, admin.anonymised_at) == (User.State.ACTIVE, None)
    assert actor(admin).has_role(Role.CAF_ADMIN)
    assert not Letter.objects.exists()


@pytest.mark.django_db
def test_retention_keeps_one_of_two_whom_nobody_sees_any_more():
    caf = CafFactory()
    both = [caf_admin(caf), caf_admin(caf)]
    for each in both:
        dormant(each)
    assert anonymise_dormant_accounts() == 1
    assert [actor(each).has_role(Role.CAF_ADMIN) for each in both] == [False, True]


@pytest.mark.django_db
def test_a_case_worker_goes_and_so_does_one_administrator_of_several():
    caf = CafFactory()
    caf_admin(caf)
    gone = [caf_agent(caf), caf_admin(caf)]
    for each in gone:
        dormant(each)
    assert anonymise_dormant_accounts() == 2


@pytest.mark.django_db
def test_an_administrator_who_never_came_in_goes():
    """The Caf loses nobody who could act; the nation, or the operator, names another."""
    pending = caf_admin(CafFactory(), state=User.State.PENDING)
    assert [grant.role for grant in end_everything(actor=None, user=pending)] == [Role.CAF_ADMIN]


@pytest.mark.django_db
def test_who_begins_later_does_not_replace_the_last_one_of_a_caf():
    caf = CafFactory()
    admin, later = caf_admin(caf), person()
    Grant.objects.create(
        user=later, role=Role.CAF_ADMIN, caf=caf, valid_from=clock.today() + 30 * A_DAY, given_at=clock.now()
    )
    with pytest.raises(ActionError, match="dernier administrateur"):
        end_everything(actor=None, user=admin)
