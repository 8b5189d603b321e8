"""Two administrators of a Caf at the same moment: the Caf keeps one, a role stands once. Both engines."""

from datetime import timedelta

import pytest

from portal.accounts.models import User
from portal.accounts.retention.jobs import anonymise_dormant_accounts
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Grant
from portal.habpps.officials.actions.ends import end_official
from portal.habpps.officials.actions.naming import name_agent, reopen_official
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import CafFactory, actor, caf_admin, caf_agent, national_admin
from tests.net.at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]

ANNE = Identity("Roy", "Anne", "anne.roy@caf.example", "anne.roy@caf.example")


def role_of(user) -> Grant:
    return Grant.objects.get(user=user)


def standing(caf) -> list[Grant]:
    return list(Grant.objects.filter(caf=caf, role=Role.CAF_ADMIN, revoked_at=None))


@pytest.mark.parametrize("days", [None, 30])
def test_two_who_end_each_other_leave_one(days):
    """At once: the second has no right any more. For later: the second would leave nobody."""
    caf = CafFactory()
    first, second = caf_admin(caf), caf_admin(caf)
    last_day = clock.today() + timedelta(days=days) if days else None
    answers = at_once(
        lambda: end_official(actor=actor(first), grant=role_of(second), last_day=last_day),
        lambda: end_official(actor=actor(second), grant=role_of(first), last_day=last_day),
    )
    assert sorted(type(each) for each in answers if isinstance(each, Refused)) == [Refused]
    assert len([grant for grant in standing(caf) if grant.valid_until is None]) == 1
    assert Entry.objects.filter(kind="habpps.official_ended").count() == 1
    assert Letter.objects.filter(kind="habpps/official_ended").count() == 1


def test_three_who_end_each_other_in_a_ring_leave_one_at_least():
    caf = CafFactory()
    people = [caf_admin(caf) for _ in range(3)]
    ring = zip(people, [*people[1:], people[0]], strict=True)
    at_once(*[lambda who=who, whom=whom: end_official(actor=actor(who), grant=role_of(whom)) for who, whom in ring])
    assert len(standing(caf)) >= 1


def test_the_nation_ends_one_while_this_one_ends_the_other():
    caf = CafFactory()
    nation, first, second = national_admin(), caf_admin(caf), caf_admin(caf)
    at_once(
        lambda: end_official(actor=actor(nation), grant=role_of(first)),
        lambda: end_official(actor=actor(first), grant=role_of(second)),
    )
    assert len(standing(caf)) == 1


def test_both_name_the_same_person():
    """One account, one role, one invitation."""
    caf = CafFactory()
    people = [caf_admin(caf), caf_admin(caf)]
    answers = at_once(
        *[
            lambda who=who: name_agent(
                actor=actor(who), caf=caf, role=Role.CAF_AGENT, identity=ANNE, valid_from=clock.today()
            )
            for who in people
        ]
    )
    assert sorted(type(each).__name__ for each in answers) == ["ActionError", "Grant"]
    assert User.objects.filter(email=ANNE.email).count() == 1
    assert Grant.objects.filter(caf=caf, role=Role.CAF_AGENT).count() == 1
    assert Letter.objects.count() == 1


def test_both_reopen_the_same_role():
    caf = CafFactory()
    people, agent = [caf_admin(caf), caf_admin(caf)], caf_agent(caf)
    ended = end_official(actor=actor(people[0]), grant=role_of(agent))
    answers = at_once(
        *[lambda who=who: reopen_official(actor=actor(who), grant=ended, valid_from=clock.today()) for who in people]
    )
    assert [type(each) for each in answers if isinstance(each, Exception)] == [ActionError]
    assert Grant.objects.filter(caf=caf, role=Role.CAF_AGENT, revoked_at=None).count() == 1


def test_retention_takes_one_while_the_nation_ends_the_other():
    """Whichever comes first, the other one stays."""
    caf = CafFactory()
    nation, idle, present = national_admin(), caf_admin(caf), caf_admin(caf)
    long_ago, told = clock.now() - timedelta(days=800), clock.now() - timedelta(days=31)
    User.objects.filter(pk=idle.pk).update(created_at=long_ago, last_login=long_ago, dormant_notice_at=told)
    at_once(
        anonymise_dormant_accounts,
        lambda: end_official(actor=actor(nation), grant=role_of(present)),
    )
    assert len(standing(caf)) == 1


def test_two_cafs_name_the_same_person_at_once():
    """One account, a role in each; nobody is told that the other Caf was faster."""
    cafs = [CafFactory(), CafFactory()]
    admins = [caf_admin(caf) for caf in cafs]
    answers = at_once(
        *[
            lambda who=who, caf=caf: name_agent(
                actor=actor(who), caf=caf, role=Role.CAF_AGENT, identity=ANNE, valid_from=clock.today()
            )
            for who, caf in zip(admins, cafs, strict=True)
        ]
    )
    assert [type(each).__name__ for each in answers] == ["Grant", "Grant"]
    assert User.objects.filter(email=ANNE.email).count() == 1
    assert Letter.objects.filter(recipient_id=answers[0].user_id).count() == 2
