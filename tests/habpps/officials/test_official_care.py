"""The accounts of the people of a Caf: helped by its administrators, never weakened for what else they serve."""

import pytest

from portal.accounts.models import Authenticator, SignInFailures, User
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.account_help.actions import (
    end_sessions,
    resend_invitation,
    reset_password,
    reset_second_factor,
    unlock_sign_in,
)
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Grant, Invitation
from portal.habpps.officials.actions.care import CAFS
from portal.habpps.officials.actions.ends import end_official
from portal.habpps.officials.actions.naming import name_agent
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.factors import application_of
from tests.factories.habpps import actor, caf_admin, grant, person

TOUCHING = [end_sessions, unlock_sign_in, reset_second_factor]
LINKS = [reset_password, resend_invitation]
ANNE = Identity("Roy", "Anne", "anne.roy@caf.example", "anne.roy@caf.example")


@pytest.fixture
def second(here):
    return caf_admin(here.caf)


def role_of(user) -> Grant:
    return Grant.objects.exclude(caf=None).filter(user=user).order_by("-id")[0]


def name(here, identity=ANNE) -> Grant:
    asked = {"role": Role.CAF_AGENT, "identity": identity, "valid_from": clock.today()}
    return name_agent(actor=actor(here.caf_admin), caf=here.caf, **asked)


def everything() -> tuple:
    people = User.objects.order_by("pk").values_list("pk", "session_epoch", "password")
    return list(people), Letter.objects.count(), Entry.objects.count(), Authenticator.objects.count()


def kinds(user) -> list[str]:
    return list(Letter.objects.filter(recipient_id=user.pk).order_by("id").values_list("kind", flat=True))


def test_an_administrator_helps_a_case_worker_and_an_equal(here, second):
    for user in (here.caf_agent, second):
        application_of(user)
        for act in TOUCHING:
            act(place=CAFS, actor=actor(here.caf_admin), grant=role_of(user))
        user.refresh_from_db()
        assert user.session_epoch == 2
        assert not Authenticator.objects.filter(user=user).exists()
        assert kinds(user) == ["accounts/factors_reset"]


def test_the_delays_of_the_account_end(here):
    SignInFailures.objects.create(subject="x", day=clock.today(), last_at=clock.now())
    unlock_sign_in(place=CAFS, actor=actor(here.caf_admin), grant=role_of(here.caf_agent))
    assert Entry.objects.filter(kind="accounts.unlocked", object_id=here.caf_agent.pk).exists()


@pytest.mark.parametrize("act", [*TOUCHING, *LINKS])
@pytest.mark.parametrize("kind", ["caf_agent", "admin", "member"])
def test_nobody_else(here, second, act, kind):
    before = everything()
    with pytest.raises(Refused):
        act(place=CAFS, actor=actor(getattr(here, kind)), grant=role_of(second))
    assert everything() == before


@pytest.mark.parametrize("act", [*TOUCHING, *LINKS])
def test_nor_another_caf(here, elsewhere, act):
    before = everything()
    with pytest.raises(Refused):
        act(place=CAFS, actor=actor(elsewhere.caf_admin), grant=role_of(here.caf_agent))
    assert everything() == before


@pytest.mark.parametrize("act", [*TOUCHING, *LINKS])
def test_one_s_own_account_is_not_touched_here(here, act):
    before = everything()
    with pytest.raises(Refused, match="vos propres droits"):
        act(place=CAFS, actor=actor(here.caf_admin), grant=role_of(here.caf_admin))
    assert everything() == before


@pytest.mark.parametrize("act", [*TOUCHING, *LINKS])
def test_a_role_that_is_over_gives_nothing_over_the_account(here, act):
    held = end_official(actor=actor(here.caf_admin), grant=role_of(here.caf_agent))
    before = everything()
    with pytest.raises(Refused, match="a pris fin"):
        act(place=CAFS, actor=actor(here.caf_admin), grant=held)
    assert everything() == before


@pytest.mark.parametrize("act", TOUCHING)
@pytest.mark.parametrize("what", ["another Caf", "a partner"])
def test_an_account_that_serves_others_is_not_weakened(here, elsewhere, act, what):
    if what == "another Caf":
        grant(here.caf_agent, Role.CAF_AGENT, elsewhere.caf)
    else:
        grant(here.caf_agent, Role.PARTNER_USER, here.agreement)
    before = everything()
    with pytest.raises(Refused, match="sert aussi ailleurs"):
        act(place=CAFS, actor=actor(here.caf_admin), grant=Grant.objects.get(user=here.caf_agent, caf=here.caf))
    assert everything() == before


def test_the_nation_may(here, elsewhere, national):
    grant(here.caf_agent, Role.CAF_AGENT, elsewhere.caf)
    end_sessions(place=CAFS, actor=actor(national), grant=Grant.objects.get(user=here.caf_agent, caf=here.caf))
    here.caf_agent.refresh_from_db()
    assert here.caf_agent.session_epoch == 1


@pytest.mark.parametrize("act", TOUCHING)
def test_nobody_touches_an_account_of_the_nation_by_giving_it_a_role(here, national, act):
    grant(national, Role.CAF_AGENT, here.caf)
    before = everything()
    with pytest.raises(Refused, match="niveau national"):
        act(place=CAFS, actor=actor(here.caf_admin), grant=role_of(national))
    assert everything() == before


def test_a_link_to_the_person_s_own_address_weakens_nothing(here, elsewhere):
    grant(here.caf_agent, Role.CAF_AGENT, elsewhere.caf)
    held = Grant.objects.get(user=here.caf_agent, caf=here.caf)
    reset_password(place=CAFS, actor=actor(here.caf_admin), grant=held)
    assert kinds(here.caf_agent) == ["accounts/reset"]


@pytest.mark.parametrize("act", LINKS)
def test_an_invitation_leaves_again_while_it_waits(here, act):
    held = name(here)
    Invitation.objects.update(created_at="2020-01-01T00:00Z", sent_at="2020-01-01T00:00Z")
    act(place=CAFS, actor=actor(here.caf_admin), grant=held)
    assert kinds(held.user) == ["accounts/activation", "accounts/activation"]
    assert clock.day(Invitation.objects.get().sent_at) == clock.today()
    entry = Entry.objects.get(kind="habpps.invitation_sent_again")
    assert (entry.caf_id, entry.facts["user"]) == (here.caf.pk, held.user_id)


@pytest.mark.parametrize("act", LINKS)
def test_to_an_account_that_exists_the_same_message_leaves_again(here, act):
    stranger = person(email=ANNE.email, last_login=clock.now())
    held = name(here)
    act(place=CAFS, actor=actor(here.caf_admin), grant=held)
    assert kinds(stranger) == ["habpps/official_named", "habpps/official_named"]


def test_not_once_it_is_answered(here):
    before = everything()
    with pytest.raises(ActionError, match="y a répondu"):
        resend_invitation(place=CAFS, actor=actor(here.caf_admin), grant=role_of(here.caf_agent))
    assert everything() == before


@pytest.mark.parametrize("act", TOUCHING)
def test_who_has_not_answered_gives_one_and_the_same_refusal(here, elsewhere, act):
    """A new account, one of another Caf, one of the nation."""
    grant(person(email="b@caf.example", last_login=clock.now()), Role.CAF_AGENT, elsewhere.caf)
    grant(person(email="c@caf.example", last_login=clock.now()), Role.NATIONAL_ADMIN)
    reasons = set()
    for address in (ANNE.email, "b@caf.example", "c@caf.example"):
        held = name(here, Identity("Roy", "Anne", address, address, somebody_else=True))
        with pytest.raises(Refused) as refused:
            act(place=CAFS, actor=actor(here.caf_admin), grant=held)
        reasons.add(refused.value.decision.reason)
    assert len(reasons) == 1


def test_without_a_second_factor_there_is_nothing_to_remove(here):
    with pytest.raises(ActionError, match="pas de second facteur"):
        reset_second_factor(place=CAFS, actor=actor(here.caf_admin), grant=role_of(here.caf_agent))
