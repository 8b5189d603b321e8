"""Suspended, reopened, closed."""

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.lifecycle.actions import close_account, reopen_account, suspend_account
from portal.accounts.models import AccessLink, User
from portal.accounts.passwords.actions import send_password_reset
from portal.base.errors import ActionError
from tests.factories.accounts import BY, UserFactory

pytestmark = [pytest.mark.engine, pytest.mark.django_db]


@pytest.mark.parametrize(
    ("act", "trait", "state"),
    [
        (suspend_account, None, "SUSPENDED"),
        (reopen_account, "suspended", "ACTIVE"),
        (close_account, None, "CLOSED"),
        (close_account, "pending", "CLOSED"),
        (close_account, "suspended", "CLOSED"),
    ],
)
def test_an_account_moves(act, trait, state, events):
    user = UserFactory(**({trait: True} if trait else {}))
    act(actor=UserFactory(), user=user)
    before, user = user, User.objects.get(pk=user.pk)
    assert user.state == state
    assert user.session_epoch == before.session_epoch + 1
    assert len(events()) == 1


@pytest.mark.parametrize(
    ("act", "trait"),
    [
        (suspend_account, "pending"),
        (suspend_account, "closed"),
        (reopen_account, None),
        (reopen_account, "closed"),
        (close_account, "closed"),
    ],
)
def test_a_move_that_makes_no_sense_changes_nothing(act, trait, events):
    user = UserFactory(**({trait: True} if trait else {}))
    with pytest.raises(ActionError):
        act(actor=UserFactory(), user=user)
    assert User.objects.get(pk=user.pk).state == user.state
    assert events() == []


def test_closing_revokes_the_links(client):
    user = UserFactory()
    send_password_reset(actor=UserFactory(), user=user, by=BY)
    close_account(actor=None, user=user)
    assert AccessLink.objects.get().revoked_at is not None


@pytest.mark.parametrize(
    "impossible",
    [
        {"provisional_until": "2026-10-12T08:00Z", "must_change_password": False},
        {"previous_login": "2026-10-12T08:00Z", "last_login": "2026-10-11T08:00Z"},
        {"email": "PERSONNE@association.example"},
        {"username": "AB9999999"},
    ],
)
def test_the_database_refuses_what_cannot_be(impossible):
    UserFactory(email="personne@association.example", username="ab9999999")
    user = UserFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(**impossible)
