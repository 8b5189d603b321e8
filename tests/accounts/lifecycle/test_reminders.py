"""A person who has not activated their account is told before the link ends."""

import pytest

from portal.accounts.lifecycle.actions import create_account, reissue_activation
from portal.accounts.lifecycle.jobs import send_activation_reminders
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited(hands):
    return create_account(actor=UserFactory(), first_name="Zoé", last_name="Lemoine", email="zoe@exemple.fr")


def test_it_leaves_six_hours_before_the_end_and_once(hands, mails, invited):
    assert send_activation_reminders() == 0
    hands.move(hours=18, minutes=1)
    assert send_activation_reminders() == 1
    assert send_activation_reminders() == 0
    text = mails(invited.email)[-1].message
    assert "12\u00a0octobre 2026 à 10\u00a0h\u00a000" in text
    assert "13\u00a0octobre 2026 à 10\u00a0h\u00a000" in text
    assert invited.username in text


def test_it_holds_no_link_that_opens_the_account(hands, mails, invited):
    hands.move(hours=20)
    send_activation_reminders()
    assert "/activation/" not in mails(invited.email)[-1].message


def test_who_has_activated_hears_nothing(hands, invited):
    invited.state = "ACTIVE"
    invited.save()
    hands.move(hours=20)
    assert send_activation_reminders() == 0


def test_a_link_that_has_ended_needs_no_reminder(hands, invited):
    hands.move(hours=25)
    assert send_activation_reminders() == 0


def test_a_new_link_is_another_reminder(hands, invited):
    hands.move(hours=20)
    send_activation_reminders()
    reissue_activation(actor=UserFactory(), user=invited)
    assert send_activation_reminders() == 0
    hands.move(hours=20)
    assert send_activation_reminders() == 1
