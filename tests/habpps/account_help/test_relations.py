"""Every help for an account × every relation between who helps and whose account it is: one table says who may."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from portal.accounts.models import Authenticator, SignInFailures, User
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.account_help.actions import (
    correct_address,
    end_sessions,
    resend_invitation,
    reset_password,
    reset_second_factor,
    unlock_sign_in,
)
from portal.habpps.invitations.actions import Identity
from portal.habpps.measures.actions import force_password
from portal.habpps.models import Grant, Invitation, Measure
from portal.habpps.officials.actions.care import CAFS
from portal.habpps.officials.actions.naming import name_agent
from portal.habpps.people.actions.care import AGREEMENTS, change_contact
from portal.habpps.people.actions.users import create_user
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.accounts import UserFactory
from tests.factories.factors import application_of
from tests.factories.habpps import actor, come_in, grant


def invite_to_convention(world: SimpleNamespace, user: User, by: str = "admin") -> Grant:
    """By the e-mail, as anybody may who knows it."""
    identity = Identity("Roy", "Camille", user.email, user.email)
    given = create_user(
        actor=actor(getattr(world, by)), agreement=world.agreement, identity=identity, valid_from=clock.today()
    )
    return given.grants[0]


def invite_to_caf(world: SimpleNamespace, user: User) -> Grant:
    identity = Identity("Roy", "Camille", user.email, user.email)
    role, today = Role.CAF_AGENT, clock.today()
    return name_agent(actor=actor(world.caf_admin), caf=world.caf, role=role, identity=identity, valid_from=today)


def at(world: SimpleNamespace, user: User) -> Grant:
    return Grant.objects.get(user=user, agreement=world.agreement, role=Role.PARTNER_USER)


def role_of(user: User, caf: Any) -> Grant:
    return Grant.objects.get(user=user, caf=caf)


class Case(SimpleNamespace):
    """`held`: the grant of the person in the place of who helps. `secures`: may touch the account's security; `links`: may
    have a mail leave to its holder's own address; `waits`: the invitation to that place waits."""

    def __init__(self, place, helper, held, *, secures: bool, links: bool = True, waits: bool = False):
        super().__init__(place=place, helper=helper, held=held, secures=secures, links=links, waits=waits)


Make = Callable[[SimpleNamespace, SimpleNamespace, User], Case]
RELATIONS: dict[str, Make] = {}


def relation(make: Make) -> Make:
    RELATIONS[make.__name__.replace("_", " ")] = make
    return make


@relation
def own_administrator(here, there, nation):
    return Case(AGREEMENTS, here.admin, at(here, here.member), secures=True)


@relation
def own_caf(here, there, nation):
    return Case(AGREEMENTS, here.caf_admin, at(here, here.member), secures=True)


@relation
def oneself(here, there, nation):
    return Case(AGREEMENTS, here.admin, at(here, here.admin), secures=False)


@relation
def another_partner_who_has_invited_nobody(here, there, nation):
    return Case(AGREEMENTS, there.admin, at(here, here.member), secures=False, links=False)


@relation
def another_partner_unanswered(here, there, nation):
    return Case(AGREEMENTS, there.admin, invite_to_convention(there, here.member), secures=False, waits=True)


@relation
def another_partner_accepted(here, there, nation):
    held = invite_to_convention(there, here.member)
    come_in(here.member)
    return Case(AGREEMENTS, there.admin, held, secures=False)


@relation
def own_administrator_while_another_partner_waits_for_an_answer(here, there, nation):
    invite_to_convention(there, here.member)
    return Case(AGREEMENTS, here.admin, at(here, here.member), secures=True)


@relation
def own_administrator_once_another_partner_is_accepted(here, there, nation):
    invite_to_convention(there, here.member)
    come_in(here.member)
    return Case(AGREEMENTS, here.admin, at(here, here.member), secures=False)


@relation
def own_administrator_once_the_other_partner_s_access_is_over(here, there, nation):
    held = invite_to_convention(there, here.member)
    come_in(here.member)
    Grant.objects.filter(pk=held.pk).update(revoked_at=clock.now())
    return Case(AGREEMENTS, here.admin, at(here, here.member), secures=True)


@relation
def another_caf_unanswered(here, there, nation):
    held = invite_to_convention(there, here.admin, by="caf_admin")
    return Case(AGREEMENTS, there.caf_admin, held, secures=False, waits=True)


@relation
def another_caf_accepted(here, there, nation):
    held = invite_to_convention(there, here.admin, by="caf_admin")
    come_in(here.admin)
    return Case(AGREEMENTS, there.caf_admin, held, secures=True)


@relation
def own_caf_while_another_waits_for_an_answer(here, there, nation):
    invite_to_convention(there, here.member, by="caf_admin")
    return Case(AGREEMENTS, here.caf_admin, at(here, here.member), secures=True)


@relation
def own_caf_once_another_is_accepted(here, there, nation):
    invite_to_convention(there, here.member, by="caf_admin")
    come_in(here.member)
    return Case(AGREEMENTS, here.caf_admin, at(here, here.member), secures=True)


@relation
def own_administrator_while_a_caf_names_the_person_unanswered(here, there, nation):
    invite_to_caf(there, here.member)
    return Case(AGREEMENTS, here.admin, at(here, here.member), secures=True)


@relation
def own_administrator_once_the_person_works_for_a_caf(here, there, nation):
    invite_to_caf(there, here.member)
    come_in(here.member)
    return Case(AGREEMENTS, here.admin, at(here, here.member), secures=False)


@relation
def a_partner_that_a_caf_s_agent_has_accepted(here, there, nation):
    held = invite_to_convention(here, there.caf_agent)
    come_in(there.caf_agent)
    return Case(AGREEMENTS, here.caf_admin, held, secures=False)


@relation
def a_partner_that_the_nation_has_accepted(here, there, nation):
    held = invite_to_convention(here, nation)
    come_in(nation)
    return Case(AGREEMENTS, here.caf_admin, held, secures=False)


@relation
def the_nation_over_a_convention(here, there, nation):
    return Case(AGREEMENTS, nation, at(here, here.member), secures=False, links=False)


@relation
def an_agent_s_own_caf(here, there, nation):
    return Case(CAFS, here.caf_admin, role_of(here.caf_agent, here.caf), secures=True)


@relation
def the_nation_over_a_caf(here, there, nation):
    return Case(CAFS, nation, role_of(here.caf_agent, here.caf), secures=True)


@relation
def another_caf_over_an_agent(here, there, nation):
    return Case(CAFS, there.caf_admin, role_of(here.caf_agent, here.caf), secures=False, links=False)


@relation
def another_caf_that_names_an_agent_unanswered(here, there, nation):
    return Case(CAFS, there.caf_admin, invite_to_caf(there, here.caf_agent), secures=False, waits=True)


@relation
def the_nation_over_an_agent_s_unanswered_role(here, there, nation):
    return Case(CAFS, nation, invite_to_caf(there, here.caf_agent), secures=False, waits=True)


@relation
def another_caf_that_names_an_agent_accepted(here, there, nation):
    held = invite_to_caf(there, here.caf_agent)
    come_in(here.caf_agent)
    return Case(CAFS, there.caf_admin, held, secures=False)


@relation
def an_agent_s_own_caf_while_another_waits_for_an_answer(here, there, nation):
    invite_to_caf(there, here.caf_agent)
    return Case(CAFS, here.caf_admin, role_of(here.caf_agent, here.caf), secures=True)


@relation
def an_agent_s_own_caf_once_another_is_accepted(here, there, nation):
    invite_to_caf(there, here.caf_agent)
    come_in(here.caf_agent)
    return Case(CAFS, here.caf_admin, role_of(here.caf_agent, here.caf), secures=False)


@relation
def an_agent_s_own_caf_once_a_partner_is_accepted(here, there, nation):
    invite_to_convention(there, here.caf_agent)
    come_in(here.caf_agent)
    return Case(CAFS, here.caf_admin, role_of(here.caf_agent, here.caf), secures=False)


@relation
def the_nation_over_an_agent_of_two_cafs(here, there, nation):
    invite_to_caf(there, here.caf_agent)
    come_in(here.caf_agent)
    return Case(CAFS, nation, role_of(here.caf_agent, here.caf), secures=True)


@relation
def a_caf_over_somebody_of_the_nation(here, there, nation):
    grant(nation, Role.CAF_AGENT, here.caf)
    return Case(CAFS, here.caf_admin, role_of(nation, here.caf), secures=False)


@relation
def a_new_account_not_activated(here, there, nation):
    new = UserFactory.build()
    return Case(AGREEMENTS, here.admin, invite_to_convention(here, new), secures=False, waits=True)


def help_by(act) -> Callable[[Case], object]:
    return lambda case: act(place=case.place, actor=actor(case.helper), grant=case.held)


SECURITY: dict[str, Callable[[Case], object]] = {
    "sessions": help_by(end_sessions),
    "delays": help_by(unlock_sign_in),
    "second factor": help_by(reset_second_factor),
    "telephone": lambda case: change_contact(
        actor=actor(case.helper),
        membership=case.held,
        phone="01 23 45 67 89",
        phone_again="01 23 45 67 89",
        mobility="MOBILE",
    ),
    "password": lambda case: force_password(actor=actor(case.helper), membership=case.held, reason="Vol"),
}
# Where a kind of help exists at all: a Caf's people have no telephone there, only a Caf forces a password.
ONLY = {
    "telephone": lambda case: case.place is AGREEMENTS,
    "password": lambda case: (
        case.place is AGREEMENTS and Grant.objects.filter(user=case.helper, role=Role.CAF_ADMIN).exists()
    ),
}
LINKS: dict[str, Callable[[Case], object]] = {
    "resend": help_by(resend_invitation),
    "correct": lambda case: correct_address(
        place=case.place,
        actor=actor(case.helper),
        grant=case.held,
        email="bonne@exemple.fr",
        email_again="bonne@exemple.fr",
    ),
}


def everything() -> list[list[Any]]:
    kinds = (User, Authenticator, SignInFailures, Grant, Invitation, Measure)
    rows: list[list[Any]] = [list(kind._default_manager.order_by("pk").values_list()) for kind in kinds]
    return [*rows, [Letter.objects.count(), Entry.objects.count()]]


@pytest.fixture
def case(request, here, elsewhere, national) -> Case:
    made = RELATIONS[request.param](here, elsewhere, national)
    made.held = Grant.objects.select_related("user", "agreement", "caf").get(pk=made.held.pk)
    application_of(made.held.user)
    return made


@pytest.mark.parametrize("case", RELATIONS, indirect=True)
@pytest.mark.parametrize("security", SECURITY)
def test_the_account_s_own_security(case, security):
    """Only for a place that its holder has accepted, and that answers for all that the account serves."""
    before = everything()
    if case.secures and ONLY.get(security, lambda _: True)(case):
        SECURITY[security](case)
        assert everything() != before
        return
    with pytest.raises((Refused, Grant.DoesNotExist, ValueError)):
        SECURITY[security](case)
    assert everything() == before


@pytest.mark.parametrize("case", RELATIONS, indirect=True)
@pytest.mark.parametrize("link", LINKS)
def test_facts_of_the_invitation(case, link):
    """By who administers the place, as long as the answer is awaited."""
    before = everything()
    if case.waits:
        LINKS[link](case)
        assert everything() != before
        return
    with pytest.raises((Refused, ActionError)):
        LINKS[link](case)
    assert everything() == before


@pytest.mark.parametrize("case", RELATIONS, indirect=True)
def test_a_link_to_the_holder_s_own_address_weakens_nothing(case):
    held_by_oneself = case.helper == case.held.user
    before = everything()
    if case.links and not held_by_oneself:
        reset_password(place=case.place, actor=actor(case.helper), grant=case.held)
        sent = Letter.objects.latest("pk")
        assert sent.recipient_id == case.held.user_id
        assert (
            User.objects.filter(pk=case.held.user_id).values_list("password", flat=True).get()
            == case.held.user.password
        )
    elif not case.links:
        with pytest.raises(Refused):
            reset_password(place=case.place, actor=actor(case.helper), grant=case.held)
        assert everything() == before
