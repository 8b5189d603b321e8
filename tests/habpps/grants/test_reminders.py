"""What ends soon is told in time, once, to who can do something about it."""

from datetime import timedelta

import pytest
from post_office.models import Email

from portal.accounts.models import User
from portal.base import clock
from portal.habpps.agreements.actions.reminders import remind_of_agreements
from portal.habpps.grants.actions.reminders import remind_of_rights
from portal.habpps.invitations.actions import Identity, remind_of_invitations
from portal.habpps.models import Agreement, Grant, Invitation
from portal.habpps.people.actions.users import create_user
from portal.habpps.rights.roles import Role
from portal.mail.models import Letter
from tests.factories.habpps import actor, come_in

RIGHTS, AGREEMENT, LAPSED = "habpps/rights_ending", "habpps/agreement_ending", "habpps/invitation_lapsed"


def ends_in(days: int, **which) -> int:
    """Moves the end of grants; how many."""
    return Grant.objects.filter(**which).update(valid_until=clock.today() + timedelta(days=days))


def told(kind: str) -> set[int]:
    return set(Letter.objects.filter(kind=kind).values_list("recipient_id", flat=True))


def text_to(user: User) -> str:
    return Email.objects.filter(to=user.email).order_by("-id")[0].message


def test_a_person_and_their_administrators_are_told_of_a_role_that_ends(here):
    ends_in(15, user=here.provider, role=Role.ACTIVITY_DATA_PROVIDER)
    assert remind_of_rights() == 3
    assert told(RIGHTS) == {here.provider.pk, here.admin.pk, here.other_admin.pk}
    assert f"Fournisseur de données d'activité, {here.activity.name}" in text_to(here.provider)
    assert here.provider.get_full_name() in text_to(here.admin)


def test_it_is_told_once(here):
    ends_in(15, user=here.provider, role=Role.ACTIVITY_DATA_PROVIDER)
    remind_of_rights()
    assert remind_of_rights() == 0
    assert Letter.objects.filter(kind=RIGHTS).count() == 3


def test_a_new_date_is_told_again(here):
    which = {"user": here.provider, "role": Role.ACTIVITY_DATA_PROVIDER}
    ends_in(15, **which)
    remind_of_rights()
    ends_in(10, **which)
    assert remind_of_rights() == 3


def test_an_access_that_ends_is_one_line_whatever_hangs_under_it(here):
    ends_in(5, user=here.provider)
    remind_of_rights()
    assert text_to(here.provider).count("\n- ") == 1
    assert "Utilisateur de la convention" in text_to(here.provider)


@pytest.mark.parametrize("days", [-1, 16, 400])
def test_neither_what_has_ended_nor_what_ends_later(here, days):
    Grant.objects.filter(user=here.provider).update(valid_from=clock.today() - timedelta(days=30))
    ends_in(days, user=here.provider, role=Role.ACTIVITY_DATA_PROVIDER)
    assert remind_of_rights() == 0


def test_not_what_was_taken_back(here):
    which = {"user": here.provider, "role": Role.ACTIVITY_DATA_PROVIDER}
    ends_in(5, **which)
    Grant.objects.filter(**which).update(revoked_at=clock.now())
    assert remind_of_rights() == 0


def test_what_ends_with_the_convention_is_told_with_it(here):
    day = clock.today() + timedelta(days=10)
    Agreement.objects.filter(pk=here.agreement.pk).update(closes_on=day)
    ends_in(10, agreement=here.agreement)
    assert remind_of_rights() == 0
    assert remind_of_agreements() == 3


def test_an_administrator_reads_of_others_not_of_themselves_twice(here):
    ends_in(5, user=here.admin, role=Role.PARTNER_USER)
    remind_of_rights()
    assert Letter.objects.filter(kind=RIGHTS, recipient_id=here.admin.pk).count() == 1
    assert told(RIGHTS) == {here.admin.pk, here.other_admin.pk}


def test_the_other_convention_hears_nothing(here, elsewhere):
    ends_in(5, user=here.provider, role=Role.ACTIVITY_DATA_PROVIDER)
    remind_of_rights()
    assert not told(RIGHTS) & {elsewhere.admin.pk, elsewhere.other_admin.pk}


def closes_in(here, days: int) -> None:
    Agreement.objects.filter(pk=here.agreement.pk).update(closes_on=clock.today() + timedelta(days=days))


def test_both_administrators_and_the_caf_are_told_90_then_30_days_before(here, monkeypatch):
    closes_in(here, 90)
    assert remind_of_agreements() == 3
    assert Email.objects.filter(to=here.caf.email).count() == 1
    assert remind_of_agreements() == 0
    later = clock.today() + timedelta(days=60)
    monkeypatch.setattr(clock, "today", lambda: later)
    assert remind_of_agreements() == 3
    assert "dans 30 jours" in text_to(here.admin)


@pytest.mark.parametrize("days", [91, -1])
def test_neither_too_early_nor_too_late(here, days):
    Agreement.objects.filter(pk=here.agreement.pk).update(opens_on=clock.today() - timedelta(days=400))
    closes_in(here, days)
    assert remind_of_agreements() == 0


def test_a_closed_convention_is_history(here):
    closes_in(here, 0)
    Agreement.objects.filter(pk=here.agreement.pk).update(state=Agreement.State.CLOSED)
    assert remind_of_agreements() == 0


@pytest.fixture
def invited(here):
    """Somebody invited two days ago, who has not answered."""
    identity = Identity("Roy", "Camille", "camille@exemple.fr", "camille@exemple.fr")
    create_user(actor=actor(here.admin), agreement=here.agreement, identity=identity, valid_from=clock.today())
    ago = clock.now() - timedelta(days=2)
    Invitation.objects.update(created_at=ago, sent_at=ago)
    return User.objects.get(email="camille@exemple.fr")


def test_the_administrators_learn_that_an_invitation_has_lapsed(here, invited):
    assert remind_of_invitations() == 2
    assert told(LAPSED) == {here.admin.pk, here.other_admin.pk}
    assert "Camille Roy" in text_to(here.admin)
    assert remind_of_invitations() == 0


def test_sent_again_it_may_lapse_again(here, invited):
    remind_of_invitations()
    Invitation.objects.update(sent_at=clock.now() - timedelta(days=1, hours=1))
    assert remind_of_invitations() == 2


def test_nothing_tells_whether_the_account_existed(here, invited):
    """Somebody with an account elsewhere who has not come here: the same mail, to the same people."""
    long_ago = clock.now() - timedelta(days=300)
    User.objects.filter(pk=invited.pk).update(state=User.State.ACTIVE, last_login=long_ago)
    assert remind_of_invitations() == 2
    assert "Camille Roy n'a pas répondu" in text_to(here.admin)
    ends_in(5, user=invited)
    assert remind_of_rights() == 0


def test_not_before_the_link_has_lapsed(here, invited):
    Invitation.objects.update(sent_at=clock.now() - timedelta(hours=23))
    assert remind_of_invitations() == 0


def test_not_once_the_access_is_over(here, invited):
    Grant.objects.filter(user=invited).update(revoked_at=clock.now())
    assert remind_of_invitations() == 0


def test_not_once_the_person_has_come(here, invited):
    come_in(invited)
    assert remind_of_invitations() == 0
