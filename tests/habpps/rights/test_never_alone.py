"""A convention and a Caf keep an administrator who can act, on each day that they had one: by whatever act, dates and
retention included."""

from datetime import timedelta

import pytest

from portal.accounts.models import User
from portal.accounts.retention.jobs import anonymise_dormant_accounts
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.base.formats import long_date
from portal.habpps.agreements.actions.record import name_administrator
from portal.habpps.grants.actions.ending import change_dates, end_grant
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Agreement, Grant, Invitation
from portal.habpps.people.actions.access import close_user
from portal.habpps.people.actions.departures import record_departure
from portal.habpps.people.actions.retention import end_everything
from portal.habpps.people.actions.selection import leave_groups
from portal.habpps.rights.decisions import refuse
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import CafFactory, actor, caf_admin, caf_agent, come_in, grant, member, person

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
    gone(here.other_admin)
    Grant.objects.filter(pk=office(here.admin).pk).update(valid_until=end)
    set_dates(here, here.admin, valid_until=end + 300 * A_DAY)
    assert office(here.admin).valid_until == end + 300 * A_DAY
    with pytest.raises(Refused, match="dernier administrateur"):
        set_dates(here, here.admin, valid_until=end)
    set_dates(here, here.admin)
    assert office(here.admin).valid_until is None


def test_a_beginning_put_off_is_an_end_of_the_days_before(here):
    gone(here.other_admin)
    with pytest.raises(Refused, match="dernier administrateur"):
        set_dates(here, here.admin, valid_from=clock.today() + A_DAY)


def dated(caf, grant, days=None):
    """New last day for a right, or another beginning."""
    day = clock.today() + (days or 0) * A_DAY
    change_dates(actor=caf, grant=grant, valid_from=grant.valid_from, valid_until=day)


# By dates of a validated convention; by whatever act of a draft, whose papers the Caf corrects.
DATES = {
    "office": lambda caf, who: dated(caf, office(who)),
    "access": lambda caf, who: dated(caf, access(who)),
    "access, later": lambda caf, who: dated(caf, access(who), 9),
}
ACTS = {
    "end": lambda caf, who: end_grant(actor=caf, grant=office(who)),
    "end the access": lambda caf, who: end_grant(actor=caf, grant=access(who)),
    "close": lambda caf, who: close_user(actor=caf, membership=access(who)),
    "close later": lambda caf, who: close_user(actor=caf, membership=access(who), last_day=clock.today() + 9 * A_DAY),
    "depart": lambda caf, who: record_departure(actor=caf, membership=access(who), last_day=clock.today()),
}


def gone(who) -> None:
    """As after an avenant."""
    Grant.objects.filter(user=who, role=Role.PARTNER_ADMIN).update(revoked_at=clock.now())


def draft(here) -> None:
    Agreement.objects.filter(pk=here.agreement.pk).update(state=Agreement.State.DRAFT, validated_at=None)


@pytest.mark.parametrize("way", [*DATES, *ACTS])
def test_who_begins_later_is_not_yet_the_one_who_stays(here, way):
    """The other administrator is named, and begins in a month: until then nobody could act."""
    set_dates(here, here.other_admin, clock.today() + 30 * A_DAY)
    if way in ACTS:
        draft(here)
    events, held = Entry.objects.count(), list(Grant.objects.filter(user=here.admin).order_by("pk").values())
    with pytest.raises(Refused, match="n'aurait plus d'administrateur en mesure d'agir"):
        (DATES | ACTS)[way](actor(here.caf_admin), here.admin)
    assert list(Grant.objects.filter(user=here.admin).order_by("pk").values()) == held
    assert Entry.objects.count() == events


@pytest.mark.parametrize("way", ACTS)
def test_of_a_validated_convention_only_an_avenant_ends_an_administration(here, way):
    """Though the other one stays, and for the Caf too."""
    events = Entry.objects.count()
    with pytest.raises(Refused, match="par un avenant"):
        ACTS[way](actor(here.caf_admin), here.admin)
    assert actor(here.admin).has_role(Role.PARTNER_ADMIN)
    assert Entry.objects.count() == events


# The last one who can give roles --------------------------------------------------------------


def habiliter(user) -> Grant:
    return Grant.objects.get(user=user, role=Role.AFAS_MANAGER)


def alone_in_habiliter(here) -> None:
    Grant.objects.filter(user=here.other_admin, role=Role.AFAS_MANAGER).update(revoked_at=clock.now())


GROUP_WAYS = {
    "out of the group": lambda who, grant: end_grant(actor=who, grant=grant),
    "dates of the group": dated,
    "ticked": lambda who, grant: check_done(leave_groups(actor=who, agreement=grant.agreement, memberships=[grant])),
}


def check_done(lines) -> None:
    for line in lines:
        if not line.done:
            raise Refused(refuse(line.text))


@pytest.mark.parametrize("way", GROUP_WAYS)
def test_the_last_one_who_can_give_roles_stays_in_the_group(here, way):
    alone_in_habiliter(here)
    events = Entry.objects.count()
    with pytest.raises(Refused, match="Plus personne ne pourrait donner de rôle"):
        GROUP_WAYS[way](actor(here.caf_admin), habiliter(here.admin))
    assert actor(here.admin).has_role(Role.AFAS_MANAGER)
    assert Entry.objects.count() == events


@pytest.mark.parametrize("way", GROUP_WAYS)
def test_one_of_two_goes_out_of_the_group(here, way):
    GROUP_WAYS[way](actor(here.caf_admin), habiliter(here.admin))
    assert not actor(here.admin, clock.today() + A_DAY).has_role(Role.AFAS_MANAGER)


@pytest.mark.parametrize("other", ["suspended", "never activated", "invited", "later"])
def test_who_cannot_give_roles_is_not_the_one_who_stays(here, other):
    Grant.objects.filter(user=here.other_admin, role=Role.PARTNER_USER).update(
        suspended_at=clock.now() if other == "suspended" else None
    )
    if other == "later":
        dated_row = Grant.objects.filter(user=here.other_admin, role=Role.AFAS_MANAGER)
        dated_row.update(valid_from=clock.today() + 30 * A_DAY)
    if other == "never activated":
        User.objects.filter(pk=here.other_admin.pk).update(state=User.State.PENDING)
    if other == "invited":
        Invitation.objects.create(
            agreement=here.agreement,
            user=here.other_admin,
            last_name="Roy",
            first_name="Camille",
            email=here.other_admin.email,
            created_at=clock.now(),
            sent_at=clock.now(),
        )
    with pytest.raises(Refused, match="Plus personne ne pourrait donner de rôle"):
        end_grant(actor=actor(here.caf_admin), grant=habiliter(here.admin))
    assert actor(here.admin).has_role(Role.AFAS_MANAGER)


def test_somebody_who_is_no_administrator_but_alone_to_give_roles_does_not_leave(here):
    """Their access takes the group with it."""
    giver = member(here.agreement)
    grant(giver, Role.AFAS_MANAGER, here.agreement)
    Grant.objects.filter(user__in=[here.admin, here.other_admin], role=Role.AFAS_MANAGER).update(revoked_at=clock.now())
    for act in ("close", "close later", "depart"):
        with pytest.raises(Refused, match="Plus personne ne pourrait donner de rôle"):
            ACTS[act](actor(here.caf_admin), giver)
    assert actor(giver).has_role(Role.AFAS_MANAGER)


def test_retention_keeps_the_last_one_who_can_give_roles(here):
    alone_in_habiliter(here)
    with pytest.raises(ActionError, match="donner des rôles"):
        end_everything(actor=None, user=here.admin)
    assert actor(here.admin).has_role(Role.AFAS_MANAGER)


def test_both_are_not_put_off(here):
    set_dates(here, here.other_admin, clock.today() + 30 * A_DAY)
    with pytest.raises(Refused, match=long_date(clock.today())):
        set_dates(here, here.admin, clock.today() + 30 * A_DAY)
    assert actor(here.admin).has_role(Role.PARTNER_ADMIN)


def test_both_do_not_end_one_after_the_other(here):
    """The second end leaves nobody from its morrow on."""
    set_dates(here, here.other_admin, valid_until=clock.today() + 30 * A_DAY)
    with pytest.raises(Refused, match=long_date(clock.today() + 31 * A_DAY)):
        set_dates(here, here.admin, valid_until=clock.today() + 29 * A_DAY)
    assert office(here.admin).valid_until is None


def test_a_colleague_who_has_not_come_in_yet_does_not_stay_alone(here):
    """An account never activated, or an invitation not answered, administers nothing."""
    gone(here.other_admin)
    identity = Identity("Roy", "Camille", "camille@exemple.fr", "camille@exemple.fr")
    name_administrator(
        actor=actor(here.caf_admin), agreement=here.agreement, identity=identity, valid_from=clock.today()
    )
    with pytest.raises(Refused, match="en mesure d'agir"):
        dated(actor(here.caf_admin), office(here.admin))
    come_in(User.objects.get(email=identity.email))
    dated(actor(here.caf_admin), office(here.admin))
    assert not actor(here.admin, clock.today() + A_DAY).has_role(Role.PARTNER_ADMIN)


def test_one_who_cannot_act_goes_while_the_other_stays(here):
    """An administrator who was never able to act leaves no gap."""
    set_dates(here, here.other_admin, clock.today() + 30 * A_DAY)
    gone(here.other_admin)
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
