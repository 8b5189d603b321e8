"""An account that nobody uses goes, and takes its rights along; what is held of a person can be read by them."""

from datetime import timedelta

import pytest

from portal.accounts.models import User
from portal.accounts.my_account.actions import export_personal_data
from portal.accounts.retention.jobs import anonymise_dormant_accounts, close_unactivated_accounts
from portal.base import clock
from portal.base.errors import ActionError
from portal.habpps.account_help.actions import resend_invitation
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Agreement, Grant, Invitation, Measure
from portal.habpps.people.actions.access import close_user
from portal.habpps.people.actions.care import AGREEMENTS
from portal.habpps.people.actions.retention import end_everything
from portal.habpps.people.actions.users import create_user
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from tests.factories.accounts import UserFactory
from tests.factories.habpps import actor, caf_agent, partner_admin, person

LONG_AGO = timedelta(days=1100)
CAMILLE = Identity("Roy", "Camille", "camille@exemple.fr", "camille@exemple.fr")


def held(user) -> int:
    return Grant.objects.filter(user=user, revoked_at=None).count()


def forgotten_for_years(user: User) -> None:
    """Unused, and told so more than 30 days ago."""
    User.objects.filter(pk=user.pk).update(
        created_at=clock.now() - LONG_AGO,
        last_login=clock.now() - LONG_AGO,
        dormant_notice_at=clock.now() - timedelta(days=31),
    )


def test_every_right_ends_with_its_line_in_the_journal(here):
    assert held(here.provider) == 3
    end_everything(actor=None, user=here.provider)
    assert held(here.provider) == 0
    removed = Entry.objects.filter(kind="habpps.right_removed")
    assert removed.count() == 3
    assert {entry.actor_id for entry in removed} == {None}
    assert held(here.declarant) == 2


def test_a_caf_s_people_too(here):
    agent = caf_agent(here.caf)
    end_everything(actor=None, user=agent)
    assert held(agent) == 0
    assert Entry.objects.get(kind="habpps.right_removed").caf_id == here.caf.pk


def test_what_has_ended_already_is_left_alone(here):
    user = person()
    over = Grant.objects.create(
        user=user,
        role=Role.PARTNER_USER,
        agreement=here.agreement,
        valid_from=here.agreement.opens_on,
        valid_until=here.agreement.opens_on,
        given_at=clock.now(),
    )
    assert end_everything(actor=None, user=user) == []
    over.refresh_from_db()
    assert over.revoked_at is None


def test_one_administrator_of_two_goes(here):
    end_everything(actor=None, user=here.admin)
    assert held(here.admin) == 0


def test_the_last_administrator_is_kept(here):
    """Until there is another: a convention that nobody administers would be worse."""
    end_everything(actor=None, user=here.other_admin)
    before = held(here.admin)
    with pytest.raises(ActionError, match="dernier administrateur"):
        end_everything(actor=None, user=here.admin)
    assert held(here.admin) == before


def test_nobody_keeps_an_account_for_a_convention_that_is_closed(here):
    end_everything(actor=None, user=here.other_admin)
    here.agreement.state, here.agreement.closes_on = Agreement.State.CLOSED, clock.today()
    here.agreement.save()
    end_everything(actor=None, user=here.admin)
    assert held(here.admin) == 0


def test_the_retention_job_leaves_no_right_under_a_forgotten_person(here):
    forgotten_for_years(here.provider)
    assert anonymise_dormant_accounts() == 1
    here.provider.refresh_from_db()
    assert here.provider.anonymised_at
    assert held(here.provider) == 0


def test_the_job_goes_on_when_somebody_must_stay(here):
    end_everything(actor=None, user=here.other_admin)
    for user in (here.admin, here.provider):
        forgotten_for_years(user)
    anonymise_dormant_accounts()
    for user in (here.admin, here.provider):
        user.refresh_from_db()
    assert here.admin.anonymised_at is None
    assert here.provider.anonymised_at


def test_a_person_reads_their_rights_and_the_measures_about_them(here):
    membership = Grant.objects.get(user=here.provider, role=Role.PARTNER_USER)
    Measure.objects.create(
        kind=Measure.Kind.FORCE_PASSWORD,
        agreement=here.agreement,
        membership=membership,
        reason="Poste volé",
        taken_by=here.caf_admin,
        taken_at=clock.now(),
    )
    found = export_personal_data(user=here.provider)
    chapters = str(found)
    for words in ("Fournisseur de données d'activité", here.activity.name, here.agreement.label, "Poste volé"):
        assert words in chapters


def test_it_names_nobody_else(here, elsewhere):
    """Neither colleagues, nor who gave the rights, nor another convention."""
    chapters = str(export_personal_data(user=here.provider))
    for other in (here.admin, here.caf_admin, elsewhere.admin):
        assert other.email not in chapters
        assert other.get_full_name() not in chapters
    assert elsewhere.agreement.label not in chapters


def test_what_was_done_to_them_is_said_without_saying_by_whom(here):
    """The journal of the copy: « une autre personne », and no reason, which may speak of somebody."""
    membership = Grant.objects.get(user=here.provider, role=Role.PARTNER_USER)
    close_user(actor=actor(here.admin), membership=membership, reason="Comme Awa Diop")
    journal = export_personal_data(user=here.admin)["chapitres"]["Journal"]
    removed = [line for line in journal if "a retiré à une autre personne le rôle" in line["événement"]]
    assert len(removed) == 3, "the access, the group and the role"
    assert {(line["qui"], line["convention"]) for line in removed} == {
        ("vous", f"{here.agreement.label} ({here.caf.name})")
    }
    assert "Awa" not in str(journal)


def test_an_administrator_reads_their_own_only(here):
    admin = partner_admin(here.agreement)
    assert here.provider.email not in str(export_personal_data(user=admin))


def old(user, days) -> None:
    ago = clock.now() - timedelta(days=days)
    told = ago if user.state == User.State.ACTIVE else None
    User.objects.filter(pk=user.pk).update(created_at=ago, last_login=told, dormant_notice_at=told)


PURGES = {"pending": (User.State.PENDING, 91), "unused": (User.State.ACTIVE, 800)}


@pytest.mark.parametrize("kind", PURGES)
def test_who_was_invited_yesterday_is_not_closed_today(here, elsewhere, kind):
    """An account of long ago, invited by another partner: its first link is not a day old."""
    state, days = PURGES[kind]
    user = UserFactory(state=state, email=CAMILLE.email)
    old(user, days)
    invited = create_user(
        actor=actor(elsewhere.admin), agreement=elsewhere.agreement, identity=CAMILLE, valid_from=clock.today()
    )
    assert (close_unactivated_accounts(), anonymise_dormant_accounts()) == (0, 0)
    user.refresh_from_db()
    assert (user.state, user.email) == (state, CAMILLE.email)
    then = clock.now() - timedelta(days=31)
    Invitation.objects.update(sent_at=then, created_at=then)
    assert close_unactivated_accounts() + anonymise_dormant_accounts() == 1
    invited.grants[0].refresh_from_db()
    assert invited.grants[0].revoked_at is not None


def test_an_invitation_sent_again_keeps_the_account_too(here):
    invited = create_user(
        actor=actor(here.admin), agreement=here.agreement, identity=CAMILLE, valid_from=clock.today()
    ).grants[0]
    old(invited.user, 91)
    Invitation.objects.update(sent_at=clock.now() - timedelta(days=80), created_at=clock.now() - timedelta(days=91))
    resend_invitation(place=AGREEMENTS, actor=actor(here.admin), grant=invited)
    assert close_unactivated_accounts() == 0
    invited.user.refresh_from_db()
    assert invited.user.state == User.State.PENDING
