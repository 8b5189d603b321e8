"""Invitations made before they were accepted or refused: what each becomes, and the rule against overlaps that stays."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.base import clock
from portal.habpps.models import Grant, Invitation
from portal.habpps.rights.roles import Role
from tests.factories.accounts import UserFactory
from tests.factories.habpps import actor, grant

migration = import_module("portal.habpps.migrations.0011_invitations_are_accepted")


def before(here, *, made: bool = False, **account) -> User:
    """As the previous version left them: words, and rights that do not know them."""
    user = UserFactory(**account)
    at = user.created_at if made else clock.now()
    words = {"last_name": "Roy", "first_name": "Camille", "email": user.email}
    Invitation.objects.create(agreement=here.agreement, user=user, created_at=at, sent_at=at, **words)
    grant(user, Role.AFAS_DECLARANT, here.agreement)
    return user


@pytest.mark.engine
def test_who_has_signed_in_since_has_accepted(here):
    user = before(here, last_login=clock.now() + timedelta(minutes=1))
    migration.carry_over(apps, None)
    assert not Invitation.objects.exists()
    assert len(actor(user).grants) == 2


@pytest.mark.engine
def test_who_has_not_is_asked(here):
    user = before(here, last_login=clock.now() - timedelta(days=9))
    assert actor(user).grants
    migration.carry_over(apps, None)
    assert not actor(user).grants
    assert Grant.objects.get(user=user, role=Role.PARTNER_USER).invitation == Invitation.objects.get()
    assert not Invitation.objects.get().made_account


@pytest.mark.engine
def test_an_account_that_waits_accepts_by_its_activation_what_made_it(here, elsewhere):
    """The earliest, made in the same act; not the one that another convention added days later."""
    user = before(here, made=True, pending=True)
    later = user.created_at + timedelta(days=2)
    words = {"last_name": "Roy", "first_name": "Camille", "email": user.email}
    Invitation.objects.create(agreement=elsewhere.agreement, user=user, created_at=later, sent_at=later, **words)
    migration.carry_over(apps, None)
    assert Invitation.objects.get(made_account=True).agreement == here.agreement


@pytest.mark.engine
def test_a_right_that_was_ended_waits_for_nothing(here):
    user = before(here)
    Grant.objects.filter(user=user).update(revoked_at=clock.now())
    migration.carry_over(apps, None)
    assert not Grant.objects.filter(user=user, invitation__isnull=False).exists()
    assert Invitation.objects.exists(), "its words go on hiding the account"


@pytest.mark.engine
def test_the_same_right_twice_is_refused_by_the_database_still(here):
    """The table was written anew for its constraints."""
    held = Grant.objects.get(user=here.member)
    held.pk, held.public_id = None, "abcdefghjkmn"
    with pytest.raises(IntegrityError), transaction.atomic():
        held.save(force_insert=True)
