"""An invitation is accepted or refused by its holder; until then nothing under it counts, and neither side learns or loses
anything."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.accounts.lifecycle.actions import activate_account
from portal.accounts.models import Session, User
from portal.accounts.sign_in.actions import record_sign_in
from portal.base import clock
from portal.base.errors import ActionError
from portal.habpps.account_help.tables import UNTIL_ANSWERED
from portal.habpps.belonging.actions import accept_invitation, refuse_invitation
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Grant, Invitation
from portal.habpps.officials.actions.ends import end_official
from portal.habpps.officials.actions.naming import name_agent
from portal.habpps.people.actions.access import close_user, reopen_user
from portal.habpps.people.actions.users import create_user
from portal.habpps.rights.holders import days_of_office, helpers_of
from portal.habpps.rights.roles import Role
from portal.habpps.rights.shown import shown_person
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import actor, come_in, grant, invited, person
from tests.factories.letters import token_in
from tests.net.reading import read, source

A_DAY = timedelta(days=1)
PASSWORD = "dix girafes sur un pont rouge"
HIDDEN = ("Eugénie", "Delacroix", "0199887766", "qz7654321")


@pytest.fixture
def eugenie(elsewhere) -> User:
    """She works elsewhere; her address is known here."""
    first, last, phone, username = HIDDEN
    user = person(first_name=first, last_name=last, phone=phone, username=username, email="eugenie@exemple.fr")
    grant(user, Role.PARTNER_USER, elsewhere.agreement)
    record_sign_in(user=user)
    return user


def typed(email: str) -> Identity:
    return Identity("Roy", "Camille", email, email)


def invite(here, user: User, **more) -> Grant:
    given = create_user(
        actor=actor(here.admin),
        agreement=here.agreement,
        identity=typed(user.email),
        valid_from=clock.today(),
        roles=[Role.APPROVER],
        activities=[here.activity],
        **more,
    )
    return Grant.objects.select_related("user").get(pk=given.grants[0].pk)


def roles_here(here, user: User) -> set[Role]:
    return {held.role for held in actor(user).grants if held.agreement_id == here.agreement.pk}


def kinds(user: User) -> list[str]:
    return list(Letter.objects.filter(recipient_id=user.pk).order_by("pk").values_list("kind", flat=True))


def test_signing_in_answers_nothing(here, eugenie):
    """« Plus tard » is possible: no right counts, and nothing of the account shows."""
    access = invite(here, eugenie)
    record_sign_in(user=eugenie)
    assert roles_here(here, eugenie) == set()
    assert shown_person(access).full_name == "Camille Roy"


def test_accepting_opens_all_that_hangs_under_the_access(here, eugenie):
    access = invite(here, eugenie)
    accept_invitation(actor=actor(eugenie), access=access)
    assert roles_here(here, eugenie) == {Role.PARTNER_USER, Role.AFAS_DECLARANT, Role.APPROVER}
    assert shown_person(access).username == "qz7654321"
    access.refresh_from_db()
    assert (access.invitation_id, access.accepted_at is not None) == (None, True)
    assert not Invitation.objects.exists()
    assert Entry.objects.get(kind="habpps.invitation_accepted").actor_id == eugenie.pk


def test_accepting_twice_is_accepting_once(here, eugenie):
    access = invite(here, eugenie)
    for _ in range(2):
        accept_invitation(actor=actor(eugenie), access=access)
    assert Entry.objects.filter(kind="habpps.invitation_accepted").count() == 1


def test_refusing_ends_the_rights_and_tells_who_invited_in_their_own_words(here, eugenie):
    access = invite(here, eugenie)
    refuse_invitation(actor=actor(eugenie), access=access)
    assert not Grant.objects.filter(user=eugenie, agreement=here.agreement, revoked_at=None).exists()
    assert roles_here(here, eugenie) == set()
    told = Letter.objects.filter(kind="habpps/invitation_refused")
    assert set(told.values_list("recipient_id", flat=True)) == {here.admin.pk, here.other_admin.pk}
    for letter in told:
        assert "Camille Roy" in letter.email.message
        assert not any(secret in letter.email.message for secret in HIDDEN)


@pytest.mark.parametrize("page", ["user", "users", "journal"])
def test_the_refused_go_on_reading_what_they_typed(client, here, eugenie, page):
    access = invite(here, eugenie)
    refuse_invitation(actor=actor(eugenie), access=access)
    key = {"user": [access.public_id], "users": [here.agreement.public_id], "journal": []}[page]
    client.force_login(here.admin)
    text = source(client.get(reverse(f"habpps:{page}", args=key)))
    assert "Camille" in text
    assert not any(secret in text for secret in HIDDEN)


def test_nothing_is_answered_once_it_is_over(here, eugenie):
    access = invite(here, eugenie)
    close_user(actor=actor(here.admin), membership=access)
    with pytest.raises(ActionError, match="n'est plus valable"):
        accept_invitation(actor=actor(eugenie), access=access)
    assert roles_here(here, eugenie) == set()
    assert shown_person(access).full_name == "Camille Roy", "who never answered stays unknown"


def test_accepted_is_left_not_refused(here, eugenie):
    access = invite(here, eugenie)
    accept_invitation(actor=actor(eugenie), access=access)
    with pytest.raises(ActionError, match="Quitter"):
        refuse_invitation(actor=actor(eugenie), access=access)
    assert Role.APPROVER in roles_here(here, eugenie)


def test_nobody_answers_for_somebody_else(here, eugenie):
    access = invite(here, eugenie)
    for answer in (accept_invitation, refuse_invitation):
        with pytest.raises(Grant.DoesNotExist):
            answer(actor=actor(here.admin), access=access)
    assert Invitation.objects.get().refused_at is None


def test_refused_she_may_be_invited_again_and_is_asked_again(here, eugenie):
    refuse_invitation(actor=actor(eugenie), access=invite(here, eugenie))
    again = invite(here, eugenie)
    assert roles_here(here, eugenie) == set()
    accept_invitation(actor=actor(eugenie), access=again)
    assert Role.APPROVER in roles_here(here, eugenie)


def test_an_access_given_back_to_whoever_never_accepted_asks_again(here, eugenie):
    access = invite(here, eugenie)
    refuse_invitation(actor=actor(eugenie), access=access)
    again = reopen_user(actor=actor(here.admin), membership=access, valid_from=clock.today()).grants[0]
    assert roles_here(here, eugenie) == set()
    assert kinds(eugenie).count("habpps/access_given") == 2
    accept_invitation(actor=actor(eugenie), access=again)
    assert roles_here(here, eugenie) == {Role.PARTNER_USER}


def test_a_second_access_waits_for_the_same_answer(here, eugenie):
    """Somebody may have one that begins when the other has ended."""
    first = invite(here, eugenie)
    Grant.objects.filter(pk=first.pk).update(valid_from=here.agreement.opens_on, valid_until=clock.today() - A_DAY)
    today = clock.today()
    second = reopen_user(actor=actor(here.admin), membership=first, valid_from=today, valid_until=today).grants[0]
    third = grant(eugenie, Role.PARTNER_USER, here.agreement, valid_from=today + A_DAY)
    Grant.objects.filter(pk=third.pk).update(invitation=second.invitation_id)
    accept_invitation(actor=actor(eugenie), access=second)
    assert not Grant.objects.filter(user=eugenie, invitation__isnull=False).exists()


def test_activating_accepts_the_invitation_that_made_the_account_and_no_other(here, elsewhere):
    """The second convention asks like any."""
    address = "nouvelle@exemple.fr"
    first = create_user(
        actor=actor(here.admin), agreement=here.agreement, identity=typed(address), valid_from=clock.today()
    ).grants[0]
    second = create_user(
        actor=actor(elsewhere.admin), agreement=elsewhere.agreement, identity=typed(address), valid_from=clock.today()
    ).grants[0]
    letter = Letter.objects.filter(kind="accounts/activation").latest("pk")
    user = activate_account(token=token_in(letter), password=PASSWORD)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.invitation_id, second.invitation_id is not None) == (None, True)
    assert {held.agreement_id for held in actor(user).grants} == {here.agreement.pk}


def test_an_account_begun_again_accepts_who_began_it_again(here, elsewhere):
    """Closed before its holder came: the first invitation, whose access is over, is not accepted by the second."""
    address = "nouvelle@exemple.fr"
    old = create_user(
        actor=actor(here.admin), agreement=here.agreement, identity=typed(address), valid_from=clock.today()
    ).grants[0]
    Grant.objects.filter(user=old.user).update(revoked_at=clock.now())
    User.objects.filter(pk=old.user_id).update(state=User.State.CLOSED)
    new = create_user(
        actor=actor(elsewhere.admin), agreement=elsewhere.agreement, identity=typed(address), valid_from=clock.today()
    ).grants[0]
    come_in(User.objects.get(email=address))
    assert Invitation.objects.get().agreement == here.agreement
    assert Grant.objects.get(pk=new.pk).accepted_at is not None


def test_a_role_of_a_caf_is_answered_too(here, eugenie):
    asked = {"role": Role.CAF_ADMIN, "identity": typed(eugenie.email), "valid_from": clock.today()}
    held = name_agent(actor=actor(here.caf_admin), caf=here.caf, **asked)
    assert not actor(eugenie).has_role(Role.CAF_ADMIN)
    refuse_invitation(actor=actor(eugenie), access=held)
    assert Letter.objects.filter(kind="habpps/invitation_refused", recipient_id=here.caf_admin.pk).count() == 1
    held = name_agent(actor=actor(here.caf_admin), caf=here.caf, **asked)
    accept_invitation(actor=actor(eugenie), access=held)
    assert actor(eugenie).has_role(Role.CAF_ADMIN)


def test_an_unanswered_administrator_administers_nothing(here, eugenie):
    """Neither on the days of office, nor among who can help, nor against the last one's departure."""
    grant(eugenie, Role.PARTNER_ADMIN, here.agreement)
    invited(eugenie, here.agreement)
    assert eugenie.pk not in {held.user_id for held, _ in days_of_office(here.agreement, clock.today())}
    assert not any("Eugénie" in name for name in helpers_of(actor(here.member)))


@pytest.mark.parametrize("ends", ["convention", "Caf"])
def test_whoever_takes_an_invitation_back_ends_nobody_s_sessions(client, here, eugenie, ends):
    """A stranger could else sign somebody out by inviting them."""
    Grant.objects.filter(user=eugenie).update(revoked_at=clock.now())
    client.force_login(eugenie)
    if ends == "convention":
        close_user(actor=actor(here.admin), membership=invite(here, eugenie))
    else:
        asked = {"role": Role.CAF_AGENT, "identity": typed(eugenie.email), "valid_from": clock.today()}
        end_official(actor=actor(here.caf_admin), grant=name_agent(actor=actor(here.caf_admin), caf=here.caf, **asked))
    eugenie.refresh_from_db()
    assert eugenie.session_epoch == 0
    assert Session.objects.filter(user_id=eugenie.pk).exists()


def test_the_first_administrator_reads_nothing_of_the_other_s_invitation(client, here, elsewhere):
    """Nor loses any means of help."""
    create_user(
        actor=actor(elsewhere.admin),
        agreement=elsewhere.agreement,
        identity=typed(here.member.email),
        valid_from=clock.today(),
    )
    client.force_login(here.admin)
    key = Grant.objects.get(user=here.member, agreement=here.agreement).public_id
    page = read(client.get(reverse("habpps:user", args=[key])))
    assert "sert aussi ailleurs" not in page
    assert "Réinitialiser le second facteur" in page
    assert UNTIL_ANSWERED not in page
