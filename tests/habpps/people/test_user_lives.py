"""An access to a convention: closed with all that hangs under it, reopened without it."""

from datetime import timedelta

import pytest

from portal.afas.permissions import ENTER_ACTIVITY_DATA
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.agreements.actions.ends import close_agreement
from portal.habpps.grants.actions.ending import change_dates
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Agreement, Grant, Measure
from portal.habpps.people.actions.access import close_user, reopen_user
from portal.habpps.people.actions.users import create_user
from portal.habpps.people.queries.users import past_rights
from portal.habpps.permissions import MANAGE_USERS
from portal.habpps.rights.decisions import can
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import actor, grant

A_DAY = timedelta(days=1)


def access(user, agreement=None) -> Grant:
    found = Grant.objects.filter(user=user, role=Role.PARTNER_USER).order_by("-id")
    return (found.filter(agreement=agreement) if agreement else found)[0]


def close(user, membership, **options):
    return close_user(actor=actor(user), membership=membership, **options)


def reopen(user, membership, **options):
    return reopen_user(actor=actor(user), membership=membership, **{"valid_from": clock.today(), **options})


def rights(user) -> list[tuple]:
    found = Grant.objects.filter(user=user).order_by("id")
    return list(found.values_list("role", "valid_from", "valid_until", "revoked_at"))


def test_at_once_everything_under_the_access_stops(here):
    """The rights, the sessions of an account that has nothing else; one mail, one event for each right."""
    close(here.admin, access(here.provider), reason="Fin de mission")
    here.provider.refresh_from_db()
    assert not actor(here.provider).grants
    assert not Grant.objects.filter(user=here.provider, revoked_at=None).exists()
    assert here.provider.session_epoch == 1
    assert Letter.objects.get(recipient_id=here.provider.pk).kind == "habpps/access_closed"
    removed = Entry.objects.filter(kind="habpps.right_removed")
    assert {entry.facts["reason"] for entry in removed} == {"Fin de mission"}
    assert removed.count() == 3


def test_at_a_day_everything_ends_that_evening(here):
    last = clock.today() + 10 * A_DAY
    close(here.admin, access(here.provider), last_day=last)
    here.provider.refresh_from_db()
    assert {grant.valid_until for grant in Grant.objects.filter(user=here.provider)} == {last}
    assert actor(here.provider, last).grants
    assert not actor(here.provider, last + A_DAY).grants
    assert here.provider.session_epoch == 0
    told = Letter.objects.get(recipient_id=here.provider.pk)
    assert f"le {last:%d/%m/%Y} au soir" in told.email.message


def test_a_right_that_was_to_begin_later_never_begins(here):
    later = clock.today() + 20 * A_DAY
    coming = grant(here.provider, Role.APPROVER, here.activity, valid_from=later)
    close(here.admin, access(here.provider), last_day=clock.today())
    coming.refresh_from_db()
    assert coming.revoked_at is not None


def test_sessions_go_on_for_somebody_who_works_elsewhere(here, elsewhere):
    grant(here.member, Role.PARTNER_USER, elsewhere.agreement)
    close(here.admin, access(here.member, here.agreement))
    here.member.refresh_from_db()
    assert here.member.session_epoch == 0


def test_a_closed_access_is_closed_once(here):
    close(here.admin, access(here.member))
    before = (rights(here.member), Entry.objects.count(), Letter.objects.count())
    assert close(here.admin, access(here.member)).grants == []
    assert (rights(here.member), Entry.objects.count(), Letter.objects.count()) == before


def test_a_closing_never_makes_an_access_longer(here):
    membership = access(here.member)
    end = clock.today() + A_DAY
    Grant.objects.filter(pk=membership.pk).update(valid_until=end)
    with pytest.raises(ActionError, match="prend déjà fin"):
        close(here.admin, membership, last_day=end + 30 * A_DAY)
    membership.refresh_from_db()
    assert membership.valid_until == end
    assert not Letter.objects.exists(), "nothing has changed: nobody is told of a later day"


def test_a_day_that_is_past(here):
    with pytest.raises(ActionError, match="aujourd'hui, ou un jour à venir"):
        close(here.admin, access(here.member), last_day=clock.today() - A_DAY)
    assert actor(here.member).grants


def test_nobody_closes_themselves(here):
    with pytest.raises(Refused, match="vos propres droits"):
        close(here.admin, access(here.admin))
    assert can(actor(here.admin), MANAGE_USERS, here.agreement)


@pytest.mark.parametrize("days", [None, 0, 30])
def test_the_last_administrator_stays(here, days):
    """Neither now nor on a later day; of a draft, whose papers the Caf corrects, the last of the two."""
    Agreement.objects.filter(pk=here.agreement.pk).update(state=Agreement.State.DRAFT, validated_at=None)
    close(here.caf_admin, access(here.other_admin))
    last = None if days is None else clock.today() + days * A_DAY
    with pytest.raises(Refused, match="dernier administrateur"):
        close(here.caf_admin, access(here.admin), last_day=last)
    assert access(here.admin).revoked_at is None


@pytest.mark.parametrize("days", [None, 0, 30])
def test_an_administrator_leaves_by_an_avenant_only(here, days):
    """Once the convention is validated, the Caf closes neither of them."""
    last = None if days is None else clock.today() + days * A_DAY
    with pytest.raises(Refused, match="par un avenant"):
        close(here.caf_admin, access(here.other_admin), last_day=last)
    assert can(actor(here.other_admin), MANAGE_USERS, here.agreement)


def test_the_other_administrator_must_stand_the_day_after(here):
    """Two administrators today, but the other one leaves before."""
    soon = clock.today() + 5 * A_DAY
    Grant.objects.filter(user=here.other_admin, role=Role.PARTNER_USER).update(valid_until=soon)
    with pytest.raises(Refused, match="dernier administrateur"):
        change_dates(
            actor=actor(here.caf_admin),
            grant=access(here.admin),
            valid_from=access(here.admin).valid_from,
            valid_until=soon + 5 * A_DAY,
        )
    assert access(here.admin).valid_until is None


@pytest.mark.parametrize("kind", ["caf_agent", "declarant", "provider"])
def test_nobody_else_closes(here, elsewhere, kind):
    before = rights(here.member)
    for user in (getattr(here, kind), elsewhere.admin):
        with pytest.raises(Refused):
            close(user, access(here.member))
    assert rights(here.member) == before


def test_a_shorter_access_shortens_what_hangs_under_it(here):
    """So that the same right can be given again later."""
    end = clock.today() + A_DAY
    membership = access(here.provider)
    change_dates(actor=actor(here.admin), grant=membership, valid_from=membership.valid_from, valid_until=end)
    assert {each.valid_until for each in Grant.objects.filter(user=here.provider)} == {end}


def test_an_access_reopens_without_its_old_roles(here):
    close(here.admin, access(here.provider))
    outcome = reopen(here.admin, access(here.provider))
    assert [each.role for each in outcome.grants] == [Role.PARTNER_USER]
    assert {held.role for held in actor(here.provider).grants} == {Role.PARTNER_USER}


def test_whose_access_reopens_is_told_of_each_right(here):
    """One mail with the access and what comes with it; one event for each."""
    closed = access(here.provider)
    close(here.admin, closed)
    Letter.objects.all().delete()
    reopen(here.admin, closed, again=past_rights(closed, clock.today()))
    told = Letter.objects.get()
    assert (told.kind, told.recipient_id) == ("habpps/right_given", here.provider.pk)
    assert here.activity.name in told.email.message
    assert Entry.objects.filter(kind="habpps.right_given").count() == 3


def test_they_are_proposed_and_given_again_when_chosen(here):
    closed = access(here.provider)
    close(here.admin, closed)
    past = past_rights(closed, clock.today())
    assert [each.role for each in past] == [Role.AFAS_DECLARANT, Role.ACTIVITY_DATA_PROVIDER]
    reopen(here.admin, closed, again=past)
    assert {held.role for held in actor(here.provider).grants} == {
        Role.PARTNER_USER,
        Role.AFAS_DECLARANT,
        Role.ACTIVITY_DATA_PROVIDER,
    }


def test_a_role_alone_brings_its_group(here):
    closed = access(here.provider)
    close(here.admin, closed)
    role = [each for each in past_rights(closed, clock.today()) if each.role in AFAS_ROLES]
    reopen(here.admin, closed, again=role)
    assert Role.AFAS_DECLARANT in {held.role for held in actor(here.provider).grants}


def test_administration_is_never_proposed(here):
    Grant.objects.filter(user=here.other_admin).update(revoked_at=clock.now())
    closed = access(here.other_admin)
    assert Role.PARTNER_ADMIN not in {each.role for each in past_rights(closed, clock.today())}
    seat = Grant.objects.get(user=here.other_admin, role=Role.PARTNER_ADMIN)
    with pytest.raises(ActionError, match="ne se redonne pas"):
        reopen(here.caf_admin, closed, again=[seat])
    assert not actor(here.other_admin).grants


def test_somebody_else_s_rights_are_not_given(here, elsewhere):
    closed = access(here.member)
    close(here.admin, closed)
    for owner in (here.provider, elsewhere.provider):
        stolen = Grant.objects.get(user=owner, role=Role.ACTIVITY_DATA_PROVIDER)
        with pytest.raises(ActionError, match="Choisissez parmi"):
            reopen(here.admin, closed, again=[stolen])
    assert not actor(here.member).grants


def test_nor_one_s_own_of_another_convention(here, elsewhere):
    """A role that the same person had elsewhere is not given back here."""
    there = grant(here.member, Role.ACTIVITY_DATA_PROVIDER, elsewhere.activity)
    closed = access(here.member, here.agreement)
    close(here.admin, closed)
    with pytest.raises(ActionError, match="Choisissez parmi"):
        reopen(here.admin, closed, again=[there])
    assert {held.agreement_id for held in actor(here.member).grants} == {elsewhere.agreement.pk}


def test_a_role_over_an_activity_that_will_end_is_still_given_back(here):
    closed = access(here.provider)
    close(here.admin, closed)
    here.activity.closes_on = clock.today() + 30 * A_DAY
    here.activity.save()
    reopen(here.admin, closed, again=past_rights(closed, clock.today()))
    assert can(actor(here.provider), ENTER_ACTIVITY_DATA, here.activity)


def test_nothing_reopens_in_a_convention_that_is_closed(here):
    close(here.admin, access(here.member))
    close_agreement(actor=actor(here.caf_admin), agreement=here.agreement, closes_on=clock.today())
    before = (rights(here.member), Letter.objects.count())
    with pytest.raises(Refused, match="clôturée"):
        reopen(here.caf_admin, access(here.member))
    assert (rights(here.member), Letter.objects.count()) == before


def test_nobody_reopens_their_own_access(here):
    """Not even the administrator of the Caf who once was a user there."""
    closed = grant(here.caf_admin, Role.PARTNER_USER, here.agreement)
    Grant.objects.filter(pk=closed.pk).update(revoked_at=clock.now(), revoked_by=here.admin)
    with pytest.raises(Refused, match="vos propres droits"):
        reopen(here.caf_admin, closed)
    assert Grant.objects.filter(user=here.caf_admin, agreement=here.agreement).count() == 1


def test_an_administrator_outside_habiliter_gives_no_role_back(here):
    closed = access(here.provider)
    close(here.admin, closed)
    Grant.objects.filter(user=here.admin, role=Role.AFAS_MANAGER).update(revoked_at=clock.now())
    with pytest.raises(Refused):
        reopen(here.admin, closed, again=past_rights(closed, clock.today()))
    assert not actor(here.provider).grants


def test_nor_a_place_among_those_who_give_roles(here):
    """« AFAS Habiliter » is given by its members and by the Caf."""
    seat = grant(here.member, Role.AFAS_MANAGER, here.agreement)
    closed = access(here.member)
    close(here.admin, closed)
    Grant.objects.filter(user=here.admin, role=Role.AFAS_MANAGER).update(revoked_at=clock.now())
    with pytest.raises(Refused, match="AFAS Habiliter"):
        reopen(here.admin, closed, again=[seat])
    assert not actor(here.member).grants


def test_who_has_access_needs_no_reopening(here):
    with pytest.raises(ActionError, match="a déjà accès"):
        reopen(here.admin, access(here.member))
    assert Grant.objects.filter(user=here.member).count() == 1


def test_a_precaution_of_the_caf_is_not_got_around(here):
    """Neither by closing and reopening nor by creating the person again."""
    suspended = access(here.member)
    Measure.objects.create(
        kind="SUSPEND_PERSON",
        agreement=here.agreement,
        membership=suspended,
        reason="Doute",
        taken_by=here.caf_admin,
        taken_at=clock.now(),
    )
    Grant.objects.filter(pk=suspended.pk).update(suspended_at=clock.now())
    close(here.admin, suspended)
    with pytest.raises(Refused, match="La Caf a suspendu"):
        reopen(here.admin, suspended)
    email = here.member.email
    with pytest.raises(Refused, match="La Caf a suspendu"):
        create_user(
            actor=actor(here.admin),
            agreement=here.agreement,
            identity=Identity("Roy", "Camille", email, email),
            valid_from=clock.today(),
        )
    assert not actor(here.member).grants
