"""`can` on one object and `visible` over all of them say the same, for every permission."""

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from portal.afas.permissions import APPROVE, ENTER_ACTIVITY_DATA, ENTER_FINANCIAL_DATA
from portal.base import clock
from portal.base.errors import Refused
from portal.habpps.models import Activity, Grant
from portal.habpps.permissions import MANAGE_USERS, RECORD_AGREEMENT, VIEW_AGREEMENTS, VIEW_USERS
from portal.habpps.proposals.actions import propose_reopening
from portal.habpps.rights import permissions, scopes
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import can, explain, grantable_roles, is_allowed, require, visible
from portal.habpps.rights.roles import AFAS_ROLES, Role
from tests.factories.habpps import (
    ActivityFactory,
    AgreementFactory,
    SiteFactory,
    actor,
    caf_admin,
    fr_da,
    grant,
    national_admin,
    partner_admin,
    person,
    with_roles,
)
from tests.factories.papers import AmendmentFactory, DocumentFactory, MeasureFactory

KINDS = ["caf_admin", "caf_agent", "admin", "declarant", "provider", "member"]


def over_a_site(world):
    """Somebody whose role holds over a place, whatever its activities."""
    user = person()
    grant(user, Role.ACTIVITY_DATA_PROVIDER, world.site, agreement=world.agreement)
    return user


@pytest.fixture
def people(here, elsewhere, national):
    """Of both conventions, each with every kind of paper."""
    for world in (here, elsewhere):
        for factory in (DocumentFactory, MeasureFactory, AmendmentFactory):
            factory(agreement=world.agreement)
    return [*(getattr(here, kind) for kind in KINDS), over_a_site(here), national, partner_admin(elsewhere.agreement)]


def test_can_and_visible_agree(people):
    """Every permission × every scoped model × every kind of person × every object, each shown once."""
    actors = [actor(user) for user in people]
    for model in scopes.REGISTRY:
        everything = list(model.objects.order_by("pk"))
        for permission in permissions.REGISTRY.values():
            for who in actors:
                seen = sorted(visible(who, permission, model).values_list("pk", flat=True))
                allowed = [each.pk for each in everything if is_allowed(who, permission, each)]
                assert seen == allowed, (model, permission.name, who.user)


def test_every_scoped_model_is_listed_for_at_least_one_permission(people, here):
    """The test above is not empty: a Caf administrator sees objects of every model that has rows."""
    who = actor(here.caf_admin)
    neighbour = AgreementFactory(partner=here.partner).caf
    closed = SiteFactory(partner=here.partner, closed_on=clock.today())
    propose_reopening(actor=actor(caf_admin(neighbour)), target=closed, reason="X")
    for model in (model for model in scopes.REGISTRY if apps.get_app_config("habpps").name in model.__module__):
        assert visible(who, VIEW_AGREEMENTS, model).exists(), model


def test_two_conventions_never_mix(here, elsewhere):
    """A site of one's own convention opens nothing of another convention of the same partner."""
    other = ActivityFactory(agreement=AgreementFactory(partner=here.partner, caf=elsewhere.caf), sites=[here.site])
    who = actor(over_a_site(here))
    assert can(who, ENTER_ACTIVITY_DATA, here.activity)
    assert not can(who, ENTER_ACTIVITY_DATA, other)
    assert other not in visible(who, ENTER_ACTIVITY_DATA, Activity)


def test_nobody_signed_in_may_nothing(here):
    nobody = Actor(AnonymousUser(), clock.today())
    assert not can(nobody, VIEW_AGREEMENTS, here.agreement)
    assert not visible(nobody, VIEW_AGREEMENTS, type(here.agreement)).exists()


def test_require_refuses_with_the_reason(here):
    """The reason names the roles that would allow it."""
    with pytest.raises(Refused, match="Administrateur Caf habilitations"):
        require(actor(here.caf_agent), RECORD_AGREEMENT, here.agreement)


def test_a_refusal_tells_why_a_right_that_is_held_does_not_count(db):
    """« Vous avez le rôle …, mais la convention n'est pas validée »."""
    agreement = AgreementFactory(draft=True)
    decision = can(actor(partner_admin(agreement)), VIEW_USERS, agreement)
    assert decision.reason.endswith("mais la convention n'est pas validée.")


def test_explanation_names_the_grants(here):
    """« Pourquoi ai-je accès ? »: the very grants, with who gave them."""
    found = explain(actor(here.provider), ENTER_ACTIVITY_DATA, here.activity)
    assert [each.role for each in found] == [Role.ACTIVITY_DATA_PROVIDER]
    assert explain(actor(here.member), ENTER_ACTIVITY_DATA, here.activity) == []


def test_grantable_roles(here, elsewhere, national):
    """Nobody above themselves, nobody elsewhere."""
    where = {"caf_id": here.caf.pk, "agreement_id": here.agreement.pk}
    partner = {Role.PARTNER_USER, Role.AFAS_DECLARANT, Role.AFAS_MANAGER, *AFAS_ROLES}
    assert grantable_roles(actor(here.caf_admin), **where) == partner | {Role.PARTNER_ADMIN}
    assert grantable_roles(actor(here.admin), **where) == partner
    for user in (here.caf_agent, here.declarant, here.provider, here.member, national, elsewhere.caf_admin):
        assert grantable_roles(actor(user), **where) == frozenset()
    assert grantable_roles(actor(elsewhere.admin), **where) == frozenset()


def test_roles_of_a_caf_are_given_by_the_floor_above(here, national):
    assert grantable_roles(actor(national), caf_id=here.caf.pk) == {Role.CAF_ADMIN, Role.CAF_AGENT}
    assert grantable_roles(actor(here.caf_admin), caf_id=here.caf.pk) == {Role.CAF_ADMIN, Role.CAF_AGENT}
    assert grantable_roles(actor(here.admin), caf_id=here.caf.pk) == frozenset()


def test_a_partner_gives_nothing_where_the_caf_manages(db):
    """Without delegation the administrator still sees, but neither manages nor gives."""
    agreement = AgreementFactory(contract__delegated=False)
    admin = actor(partner_admin(agreement))
    assert can(admin, VIEW_USERS, agreement)
    decision = can(admin, MANAGE_USERS, agreement)
    assert not decision
    assert "n'est pas déléguée" in decision.reason
    assert grantable_roles(admin, caf_id=agreement.caf_id, agreement_id=agreement.pk) == frozenset()
    assert can(actor(caf_admin(agreement.caf)), MANAGE_USERS, agreement)


def test_an_actor_loads_its_grants_once(here, django_assert_num_queries):
    """One query, then memory."""
    who = actor(with_roles(here.activity, *AFAS_ROLES))
    with django_assert_num_queries(1):
        assert is_allowed(who, APPROVE, here.activity)
        assert who.may(ENTER_FINANCIAL_DATA)
        assert not is_allowed(who, RECORD_AGREEMENT, here.agreement)


def test_the_nation_sees_everything(here, elsewhere):
    who = actor(national_admin())
    assert visible(who, VIEW_USERS, Grant).count() == Grant.objects.count()


def test_a_role_over_one_activity_opens_no_other(here):
    other = ActivityFactory(agreement=here.agreement)
    who = actor(fr_da(here.activity))
    assert can(who, ENTER_ACTIVITY_DATA, here.activity)
    decision = can(who, ENTER_ACTIVITY_DATA, other)
    assert not decision
    assert decision.reason.endswith("Votre rôle ne porte pas sur cet objet.")
