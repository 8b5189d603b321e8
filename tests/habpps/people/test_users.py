"""The people of a convention: created or found, put into groups, looked after."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.accounts.models import User
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.base.formats import long_date
from portal.habpps.account_help.actions import end_sessions, reset_password
from portal.habpps.grants.actions.ending import end_grant
from portal.habpps.grants.actions.locking import GrantOutcome
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import AccessGroup, Grant
from portal.habpps.people.actions.care import AGREEMENTS, change_contact
from portal.habpps.people.actions.users import add_to_group, create_user
from portal.habpps.permissions import VIEW_USERS
from portal.habpps.rights.decisions import can
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import AgreementFactory, actor, come_in, group, partner_admin, person

SOMEBODY = Identity("Roy", "Camille", "camille@exemple.fr", "camille@exemple.fr", "03 22 00 00 00", "0322000000")
HABILITER = AccessGroup.Kind.AFAS_HABILITER


def create(user, agreement, identity: Identity = SOMEBODY, **typed) -> GrantOutcome:
    values = {"valid_from": clock.today(), **typed}
    return create_user(actor=actor(user), agreement=agreement, identity=identity, **values)


def access(user) -> Grant:
    return Grant.objects.get(user=user, role=Role.PARTNER_USER)


@pytest.mark.parametrize("kind", ["admin", "caf_admin"])
def test_who_manages_creates_a_user(here, kind):
    """An account to activate, an access, a group at once; one mail and the events."""
    outcome = create(getattr(here, kind), here.agreement, groups=[group(here.agreement)])
    user = User.objects.get(email=SOMEBODY.email)
    assert [each.role for each in outcome.grants] == [Role.PARTNER_USER, Role.AFAS_DECLARANT]
    assert outcome.grants[1].parent == outcome.grants[0]
    assert (user.state, user.phone) == (User.State.PENDING, "03 22 00 00 00")
    assert Letter.objects.filter(recipient_id=user.pk).count() == 1
    written = Entry.objects.filter(agreement_id=here.agreement.pk, kind__startswith="habpps.")
    assert sorted(written.values_list("kind", flat=True)) == [
        "habpps.right_given",
        "habpps.right_given",
        "habpps.user_created",
    ]


@pytest.mark.parametrize("kind", ["caf_agent", "declarant", "provider", "member"])
def test_nobody_else_creates(here, kind):
    with pytest.raises(Refused):
        create(getattr(here, kind), here.agreement)
    assert not User.objects.filter(email=SOMEBODY.email).exists()


def test_nobody_creates_elsewhere(here, elsewhere):
    with pytest.raises(Refused):
        create(here.admin, elsewhere.agreement)
    assert not User.objects.filter(email=SOMEBODY.email).exists()


def test_an_administrator_without_delegation_does_not_create(db):
    agreement = AgreementFactory(contract__delegated=False)
    with pytest.raises(Refused, match="n'est pas déléguée"):
        create(partner_admin(agreement), agreement)
    assert not User.objects.filter(email=SOMEBODY.email).exists()


def test_a_person_already_there_is_named(here):
    """« Look there first »: the same e-mail in another writing too."""
    identity = replace(SOMEBODY, email=here.member.email.upper(), email_again=here.member.email)
    with pytest.raises(ActionError, match=f"{here.member.get_full_name()} a déjà accès"):
        create(here.admin, here.agreement, identity)
    assert Grant.objects.filter(user=here.member).count() == 1


def test_a_person_known_elsewhere_is_linked_without_a_word(here, elsewhere):
    """Nothing typed replaces what the account holds."""
    known = elsewhere.member
    before = (known.phone, known.first_name, known.last_name, known.state)
    identity = replace(SOMEBODY, email=known.email, email_again=known.email)
    outcome = create(here.admin, here.agreement, identity)
    known.refresh_from_db()
    assert outcome.grants[0].user == known
    assert (known.phone, known.first_name, known.last_name, known.state) == before
    assert outcome.notes == []
    assert Letter.objects.get(recipient_id=known.pk).kind == "habpps/access_given"


def test_what_is_typed_twice_must_agree(here):
    for change, field in (({"email_again": "c@exemple.fr"}, "email_again"), ({"phone_again": "1"}, "phone_again")):
        with pytest.raises(ActionError) as error:
            create(here.admin, here.agreement, replace(SOMEBODY, **change))
        assert list(error.value.errors) == [field]
    assert not User.objects.filter(email=SOMEBODY.email).exists()


def test_a_closing_date_before_the_opening(here):
    with pytest.raises(ActionError, match="précède"):
        create(here.admin, here.agreement, valid_until=clock.today() - timedelta(days=1))
    assert not User.objects.filter(email=SOMEBODY.email).exists()


def test_a_group_of_another_convention_is_refused_and_leaves_nothing(here, elsewhere):
    with pytest.raises(ActionError) as error:
        create(here.admin, here.agreement, groups=[group(elsewhere.agreement)])
    assert list(error.value.errors) == ["group"]
    assert not User.objects.filter(email=SOMEBODY.email).exists()


def test_somebody_who_left_may_come_back(here):
    end_grant(actor=actor(here.admin), grant=access(here.member))
    identity = replace(SOMEBODY, email=here.member.email, email_again=here.member.email)
    create(here.admin, here.agreement, identity)
    assert Grant.objects.filter(user=here.member, role=Role.PARTNER_USER).count() == 2
    assert can(actor(here.caf_admin), VIEW_USERS, here.agreement)


def join(user, membership, into, **typed) -> GrantOutcome:
    values = {"valid_from": clock.today(), "valid_until": None, **typed}
    return add_to_group(actor=actor(user), membership=membership, group=into, **values)


def test_a_user_joins_a_group(here):
    outcome = join(here.admin, access(here.member), group(here.agreement))
    assert outcome.grants[0].role == Role.AFAS_DECLARANT
    again = join(here.admin, access(here.member), group(here.agreement))
    assert (again.grants, len(again.notes)) == ([], 1)
    assert Grant.objects.filter(user=here.member, role=Role.AFAS_DECLARANT).count() == 1


def test_a_group_s_dates_stay_inside_the_access(here):
    """Clamped, and said."""
    membership = access(here.member)
    end = clock.today() + timedelta(days=10)
    Grant.objects.filter(pk=membership.pk).update(valid_until=end)
    outcome = join(here.admin, membership, group(here.agreement), valid_until=end + timedelta(days=5))
    assert outcome.grants[0].valid_until == end
    assert f"Fin ramenée au {long_date(end)}" in outcome.notes[0]


def test_a_group_entirely_outside_the_access_is_refused(here):
    membership = access(here.member)
    Grant.objects.filter(pk=membership.pk).update(valid_until=clock.today())
    with pytest.raises(ActionError, match="Hors période"):
        join(here.admin, membership, group(here.agreement), valid_from=clock.today() + timedelta(days=1))
    assert Grant.objects.filter(user=here.member).count() == 1


def test_nobody_puts_themselves_into_a_group(here):
    with pytest.raises(Refused, match="Demandez à l'autre administrateur"):
        join(here.admin, access(here.admin), group(here.agreement))
    assert not Grant.objects.filter(user=here.admin, role=Role.AFAS_DECLARANT).exists()


def test_an_administrator_outside_habiliter_does_not_give_it(here):
    """Nobody gives more than they hold: « AFAS Habiliter » comes from its members or from the Caf."""
    Grant.objects.filter(user=here.admin, role=Role.AFAS_MANAGER).update(revoked_at=clock.now())
    with pytest.raises(Refused):
        join(here.admin, access(here.member), group(here.agreement, HABILITER))
    assert Grant.objects.filter(user=here.member).count() == 1


def test_the_telephone_is_changed_and_told_to_the_journal_without_its_value(here):
    change_contact(
        actor=actor(here.admin),
        membership=access(here.member),
        phone="0322111111",
        phone_again="03 22 11 11 11",
        mobility=User.Mobility.MOBILE,
    )
    here.member.refresh_from_db()
    assert (here.member.phone, here.member.mobility) == ("0322111111", User.Mobility.MOBILE)
    facts = Entry.objects.get(kind="habpps.contact_changed").facts
    assert facts == {"user": here.member.pk, "fields": ["phone", "mobility"]}


def test_somebody_who_works_elsewhere_too_looks_after_their_own_telephone(here, elsewhere):
    create(
        here.admin, here.agreement, replace(SOMEBODY, email=elsewhere.member.email, email_again=elsewhere.member.email)
    )
    membership = Grant.objects.get(user=elsewhere.member, agreement=here.agreement)
    come_in(elsewhere.member)
    with pytest.raises(Refused, match="sert aussi ailleurs"):
        change_contact(actor=actor(here.admin), membership=membership, phone="1", phone_again="1", mobility="MOBILE")
    elsewhere.member.refresh_from_db()
    assert elsewhere.member.phone == ""


def test_a_new_link_leaves_by_mail(here):
    """To an account that waits elsewhere too: its first link, each time anew."""
    invited = person(state=User.State.PENDING)
    create(here.admin, here.agreement, replace(SOMEBODY, email=invited.email, email_again=invited.email))
    reset_password(place=AGREEMENTS, actor=actor(here.admin), grant=access(invited))
    assert Letter.objects.filter(recipient_id=invited.pk, kind="accounts/activation").count() == 2


def test_sessions_are_ended(here):
    end_sessions(place=AGREEMENTS, actor=actor(here.admin), grant=access(here.member))
    here.member.refresh_from_db()
    assert here.member.session_epoch == 1


@pytest.mark.parametrize("action", [reset_password, end_sessions])
def test_nobody_else_touches_an_account(here, elsewhere, action):
    for user in (here.caf_agent, here.provider, elsewhere.admin):
        with pytest.raises(Refused):
            action(place=AGREEMENTS, actor=actor(user), grant=access(here.member))
    here.member.refresh_from_db()
    assert here.member.session_epoch == 0
    assert not Letter.objects.filter(recipient_id=here.member.pk).exists()
