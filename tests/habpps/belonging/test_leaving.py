"""« Quitter »: anybody ends their own belonging to a convention or a Caf, but the last administrator able to act."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.agreements.actions.record import name_administrator
from portal.habpps.belonging.actions import leave_place
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Agreement, Grant, Invitation
from portal.habpps.people.actions.users import create_user
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import actor, caf_admin, come_in, grant, invited, national_admin, person
from tests.net.reading import read

CAMILLE = Identity("Roy", "Camille", "camille@exemple.fr", "camille@exemple.fr")


def access(user, here) -> Grant:
    return Grant.objects.get(user=user, agreement=here.agreement, role=Role.PARTNER_USER)


def left() -> dict[int, str]:
    """Recipient -> what they read."""
    found = Letter.objects.filter(kind="habpps/user_left").select_related("email")
    return {letter.recipient_id: letter.email.message for letter in found}


def test_a_provider_leaves_with_all_that_they_hold_there(here, elsewhere):
    grant(here.provider, Role.PARTNER_USER, elsewhere.agreement)
    leave_place(actor=actor(here.provider), access=access(here.provider, here))
    assert [held.agreement_id for held in actor(here.provider).grants] == [elsewhere.agreement.pk]
    assert set(left()) == {here.admin.pk, here.other_admin.pk, here.provider.pk}
    assert Entry.objects.get(kind="habpps.user_left").agreement_id == here.agreement.pk


def test_of_an_administrator_the_caf_is_told_too(here):
    leave_place(actor=actor(here.admin), access=access(here.admin, here))
    assert set(left()) == {here.other_admin.pk, here.admin.pk, here.caf_admin.pk, 0}
    assert "qui administrait la convention" in left()[here.caf_admin.pk]


def test_the_last_administrator_able_to_act_stays(here):
    """Until the successor has accepted; and is told what to do."""
    Grant.objects.filter(user=here.other_admin, role=Role.PARTNER_ADMIN).update(revoked_at=clock.now())
    successor = name_administrator(
        actor=actor(here.caf_admin), agreement=here.agreement, identity=CAMILLE, valid_from=clock.today()
    )
    events = Entry.objects.count()
    with pytest.raises(Refused, match=r"avenant qui désigne un autre administrateur"):
        leave_place(actor=actor(here.admin), access=access(here.admin, here))
    assert actor(here.admin).has_role(Role.PARTNER_ADMIN)
    assert (Entry.objects.count(), left()) == (events, {})
    come_in(successor)
    leave_place(actor=actor(here.admin), access=access(here.admin, here))
    assert not actor(here.admin).grants


def test_nor_for_the_days_before_the_other_one_begins(here):
    office = Grant.objects.get(user=here.other_admin, role=Role.PARTNER_ADMIN)
    Grant.objects.filter(pk=office.pk).update(valid_from=clock.today() + timedelta(days=10))
    with pytest.raises(Refused, match=f"{clock.today():%d/%m/%Y}"):
        leave_place(actor=actor(here.admin), access=access(here.admin, here))


def test_of_a_closed_convention_anybody_leaves(here):
    Grant.objects.filter(user=here.other_admin, role=Role.PARTNER_ADMIN).update(revoked_at=clock.now())
    Agreement.objects.filter(pk=here.agreement.pk).update(state=Agreement.State.CLOSED, closes_on=clock.today())
    leave_place(actor=actor(here.admin), access=access(here.admin, here))
    assert not Grant.objects.filter(user=here.admin, revoked_at=None).exists()


def test_somebody_of_a_caf_leaves_it(here):
    leave_place(actor=actor(here.caf_agent), access=Grant.objects.get(user=here.caf_agent))
    assert not actor(here.caf_agent).grants
    assert set(left()) == {here.caf_admin.pk, here.caf_agent.pk}


def test_the_last_administrator_of_a_caf_stays(here):
    held = Grant.objects.get(user=here.caf_admin)
    with pytest.raises(Refused, match="nommez-en un autre"):
        leave_place(actor=actor(here.caf_admin), access=held)
    assert actor(here.caf_admin).has_role(Role.CAF_ADMIN)
    caf_admin(here.caf)
    leave_place(actor=actor(here.caf_admin), access=held)
    assert not actor(here.caf_admin).grants


def test_an_invitation_is_refused_and_not_left(here):
    user = person()
    grant(user, Role.PARTNER_USER, here.agreement)
    invited(user, here.agreement)
    with pytest.raises(ActionError, match="rien à quitter"):
        leave_place(actor=actor(user), access=access(user, here))
    assert access(user, here).revoked_at is None


def test_a_second_click_finds_nothing_to_leave(here):
    held = access(here.member, here)
    leave_place(actor=actor(here.member), access=held)
    with pytest.raises(ActionError, match="rien à quitter"):
        leave_place(actor=actor(here.member), access=held)
    assert Entry.objects.filter(kind="habpps.user_left").count() == 1


def test_whoever_has_left_is_not_brought_back_without_being_asked(here):
    """Else leaving would last until the administrator's next click."""
    leave_place(actor=actor(here.member), access=access(here.member, here))
    email = here.member.email
    create_user(
        actor=actor(here.admin),
        agreement=here.agreement,
        identity=Identity("Roy", "Camille", email, email),
        valid_from=clock.today(),
    )
    assert Invitation.objects.get().user == here.member
    assert not actor(here.member).grants


def test_the_page_says_what_ends_and_what_is_left_without_anybody(client, here):
    client.force_login(here.provider)
    address = reverse("habpps:leave", args=[access(here.provider, here).public_id])
    page = read(client.get(address))
    assert f"« {here.activity.name} » n'a plus personne" in page
    assert "AFAS Déclarer" in page
    answer = client.submit(address)
    assert answer.status_code == 302
    assert not actor(here.provider).grants


def test_the_page_of_the_last_one_offers_no_button(client, here):
    client.force_login(here.caf_admin)
    page = read(client.get(reverse("habpps:leave", args=[Grant.objects.get(user=here.caf_admin).public_id])))
    assert "nommez-en un autre" in page
    assert "prennent fin dès maintenant" not in page


def test_one_s_rights_lead_there(client, here):
    """Each access to a convention or a Caf, and nothing of the nation's."""
    for user in (here.member, here.caf_agent):
        client.force_login(user)
        key = Grant.objects.get(user=user).public_id
        assert reverse("habpps:leave", args=[key]) in client.get(reverse("habpps:my_rights")).text
    chief = national_admin()
    client.force_login(chief)
    assert "/quitter" not in client.get(reverse("habpps:my_rights")).text
