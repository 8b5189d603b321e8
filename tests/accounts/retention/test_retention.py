"""What nobody needs goes, told and counted: accounts never activated, accounts unused, traces, old mails."""

from datetime import timedelta

import pytest
from post_office.models import STATUS, Email

from portal import mail
from portal.accounts import registries
from portal.accounts.models import AccessLink, Authenticator, RecoveryCodes, Session, SignInFailures, User
from portal.accounts.passwords.actions import request_password_reset
from portal.accounts.retention.jobs import (
    anonymise_dormant_accounts,
    close_unactivated_accounts,
    purge_letters,
    purge_traces,
    send_dormant_notices,
)
from portal.base import clock, formats
from portal.base.errors import ActionError
from portal.base.models import Submission
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.factors import application_of, recovery_codes_of

pytestmark = pytest.mark.django_db
State = User.State


def aged(days: float, **traits) -> User:
    """An account last used that many days ago (created then, if it was never used)."""
    user = UserFactory(**traits)
    ago = clock.now() - timedelta(days=days)
    User.objects.filter(pk=user.pk).update(created_at=ago - timedelta(days=30), last_login=ago)
    if traits.get("pending"):
        User.objects.filter(pk=user.pk).update(created_at=ago, last_login=None)
    user.refresh_from_db()
    return user


def told(days: float, **traits) -> User:
    """An account unused for three years whose owner was told that many days ago."""
    user = aged(1100, **traits)
    User.objects.filter(pk=user.pk).update(dormant_notice_at=clock.now() - timedelta(days=days))
    return user


# Never activated ---------------------------------------------------------------------------------


def test_an_account_never_activated_is_closed_after_90_days(events):
    user = aged(90, pending=True)
    assert close_unactivated_accounts() == 1
    user.refresh_from_db()
    assert user.state == State.CLOSED
    assert events() == ["accounts.closed"]
    assert Entry.objects.get().actor_id is None


@pytest.mark.parametrize(("days", "traits"), [(89.9, {"pending": True}), (400, {}), (400, {"suspended": True})])
def test_others_are_left_alone(events, days, traits):
    user = aged(days, **traits)
    assert close_unactivated_accounts() == 0
    assert (User.objects.get(pk=user.pk).state, events()) == (user.state, [])


# Unused for two years ----------------------------------------------------------------------------


def test_who_has_not_come_for_two_years_is_told_once(mails, events):
    user = aged(730)
    assert (send_dormant_notices(), send_dormant_notices()) == (1, 0)
    assert len(mails(user.email)) == 1
    last = formats.until_day(clock.today() + timedelta(days=29))
    assert f"Sans connexion de votre part {last}, vos nom" in " ".join(mails(user.email)[0].message.split(" "))
    assert events() == ["accounts.dormant_notice"]


@pytest.mark.parametrize(("days", "traits"), [(729, {}), (2000, {"closed": True}), (2000, {"pending": True})])
def test_nobody_else_is_told(mails, days, traits):
    aged(days, **traits)
    assert send_dormant_notices() == 0
    assert mails() == []


def test_an_account_never_used_counts_from_its_first_day(mails):
    user = aged(731)
    User.objects.filter(pk=user.pk).update(last_login=None)
    assert send_dormant_notices() == 1


def test_signing_in_is_enough_to_stay(client):
    user = told(29)
    client.submit("/connexion/", {"login": user.username, "password": PASSWORD})
    User.objects.get(pk=user.pk, dormant_notice_at=None)
    assert anonymise_dormant_accounts() == 0


def test_30_days_later_nothing_of_the_person_is_left(client, events):
    user = told(30, phone="0102030405")
    name, email, username = user.last_name, user.email, user.username
    application_of(user)
    recovery_codes_of(user)
    request_password_reset(identifier=username, address="")
    assert anonymise_dormant_accounts() == 1
    gone = User.objects.filter(pk=user.pk).values().get()
    assert (gone["state"], gone["anonymised_at"] is not None) == (State.CLOSED, True)
    assert not {name, email, username, "0102030405", "Camille"} & set(map(str, gone.values()))
    for table in (AccessLink, Authenticator, RecoveryCodes, Session, SignInFailures, Email):
        assert not table.objects.exists(), table
    assert events()[-2:] == ["accounts.closed", "accounts.anonymised"]


def test_what_was_done_keeps_its_author_s_number():
    user = told(30)
    anonymise_dormant_accounts()
    assert Entry.objects.filter(object_type="accounts.user", object_id=user.pk).count() == 2


def test_nobody_signs_in_with_what_is_left(client):
    user = told(30)
    anonymise_dormant_accounts()
    user.refresh_from_db()
    assert not user.has_usable_password()
    assert client.submit("/connexion/", {"login": user.username, "password": PASSWORD}).status_code == 422


def test_it_happens_once(events):
    told(30)
    anonymise_dormant_accounts()
    before = events()
    assert anonymise_dormant_accounts() == 0
    assert events() == before


@pytest.mark.parametrize("days", [0, 29.9])
def test_nobody_goes_before_the_notice_has_run_out(days):
    told(days)
    assert anonymise_dormant_accounts() == 0


def test_nobody_goes_without_a_notice():
    aged(2000)
    assert anonymise_dormant_accounts() == 0


def test_a_closed_account_needs_none(mails):
    aged(730, closed=True)
    aged(729, closed=True)
    assert anonymise_dormant_accounts() == 1
    assert mails() == []


# What hangs on an account ------------------------------------------------------------------------


@pytest.fixture
def leaving(monkeypatch):
    """The people of whom a room above was told that they leave; `leaving.refuses` keeps them."""

    class Room(list):
        refuses = False

        def __call__(self, user):
            if self.refuses:
                raise ActionError("Cette personne est la dernière administratrice.")
            self.append(user.pk)

    room = Room()
    monkeypatch.setattr(registries, "_before_closing", [])
    registries.register_before_closing(room)
    registries.register_before_closing(room)
    return room


def test_rooms_above_end_what_hangs_on_the_account_first(leaving):
    people = [aged(90, pending=True).pk, told(30).pk]
    close_unactivated_accounts()
    anonymise_dormant_accounts()
    assert leaving == people


def test_a_room_can_keep_somebody_and_the_others_still_go(leaving, monkeypatch, events):
    kept = told(30)
    leaving.refuses = True
    assert anonymise_dormant_accounts() == 0
    kept.refresh_from_db()
    assert (kept.anonymised_at, kept.state, events()) == (None, State.ACTIVE, [])


# Traces ------------------------------------------------------------------------------------------


def test_ended_sessions_spent_links_and_old_counters_go_and_are_counted(client):
    now = clock.now()
    user = UserFactory()
    for key, days in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(days=days))
        SignInFailures.objects.create(subject=key, day=now.date(), last_at=now + timedelta(days=days - 2))
        Submission.objects.create(key=key, user_id=user.pk, result="/")
        AccessLink.objects.create(
            user=user,
            purpose="RESET",
            token_digest=key,
            created_at=now - timedelta(days=40),
            expires_at=now - timedelta(days=30 - days),
        )
    Submission.objects.filter(key="old").update(at=now - timedelta(days=8))
    assert purge_traces() == 4
    assert [row.session_key for row in Session.objects.all()] == ["new"]
    assert [row.subject for row in SignInFailures.objects.all()] == ["new"]
    assert [row.key for row in Submission.objects.all()] == ["new"]
    assert [row.token_digest for row in AccessLink.objects.all()] == ["new"]
    assert [entry.facts["count"] for entry in Entry.objects.filter(kind="journal.purged")] == [1, 1, 1, 1]


def test_a_purge_of_nothing_leaves_no_word(events):
    assert purge_traces() == 0
    assert events() == []


# Mails -------------------------------------------------------------------------------------------


def sent(days: int, status: int = STATUS.sent) -> Letter:
    request_password_reset(identifier=UserFactory().username, address="")
    letter = Letter.objects.latest("id")
    Email.objects.filter(pk=letter.email_id).update(status=status, created=clock.now() - timedelta(days=days))
    return letter


def test_a_mail_s_text_goes_after_three_months_and_its_address_after_a_year(events):
    fresh, old, oldest = sent(89), sent(90), sent(365)
    assert purge_letters() == 3
    assert Email.objects.get(pk=fresh.email_id).message
    assert not Email.objects.get(pk=old.email_id).message
    oldest.refresh_from_db()
    assert (oldest.email, oldest.kind) == (None, "accounts/reset")
    assert events()[-2:] == ["journal.purged"] * 2


def test_what_still_has_to_leave_stays():
    waiting = sent(400, STATUS.queued)
    assert purge_letters() == 0
    assert Email.objects.get(pk=waiting.email_id).message


def test_forgetting_somebody_leaves_the_mails_of_others():
    first, second = sent(1), sent(1)
    mail.retention.delete_mails_of(first.recipient_id)
    assert [email.pk for email in Email.objects.all()] == [second.email_id]
