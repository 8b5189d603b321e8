"""Precautions of the Caf: who may take them, what they stop, who is told, and how they end."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.afas.permissions import VIEW_DECLARATIONS
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.agreements.actions.ends import close_agreement
from portal.habpps.measures.actions import (
    force_password,
    lift_measure,
    suspend_agreement,
    suspend_person,
    withdraw_delegation,
)
from portal.habpps.models import Agreement, Grant, Measure, ServiceContract
from portal.habpps.permissions import ASSIGN_ROLES, MANAGE_USERS, VIEW_USERS
from portal.habpps.rights.decisions import can
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import AgreementFactory, actor, caf_admin, grant, partner_admin

REASON = "Connexions inhabituelles signalées par l’organisme."


def access(user, agreement=None) -> Grant:
    found = Grant.objects.filter(user=user, role=Role.PARTNER_USER)
    return found.get(agreement=agreement) if agreement else found.get()


def suspend(user, who, reason=REASON) -> Measure:
    return suspend_person(actor=actor(user), membership=access(who), reason=reason)


def body_of(user, kind="habpps/measure_taken") -> str:
    return Letter.objects.filter(recipient_id=user.pk, kind=kind).latest("id").email.message


def nothing_happened() -> None:
    assert not Measure.objects.exists()
    assert not Letter.objects.exists()
    assert not Entry.objects.exists()
    assert not Grant.objects.exclude(suspended_at=None).exists()
    assert not Agreement.objects.exclude(suspended_at=None).exists()
    assert not ServiceContract.objects.filter(delegated=False).exists()


TAKING = {
    "person": lambda who, here: suspend_person(actor=actor(who), membership=access(here.provider), reason=REASON),
    "convention": lambda who, here: suspend_agreement(actor=actor(who), agreement=here.agreement, reason=REASON),
    "delegation": lambda who, here: withdraw_delegation(actor=actor(who), agreement=here.agreement, reason=REASON),
    "password": lambda who, here: force_password(actor=actor(who), membership=access(here.provider), reason=REASON),
}


@pytest.mark.parametrize("kind", ["caf_agent", "admin", "provider", "member"])
@pytest.mark.parametrize("measure", TAKING)
def test_only_the_administrator_of_the_caf_takes_one(here, measure, kind):
    with pytest.raises(Refused, match="prendre ou lever une mesure"):
        TAKING[measure](getattr(here, kind), here)
    nothing_happened()


@pytest.mark.parametrize("measure", TAKING)
def test_another_caf_takes_none_here(here, elsewhere, measure):
    with pytest.raises(Refused):
        TAKING[measure](elsewhere.caf_admin, here)
    nothing_happened()


@pytest.mark.parametrize("measure", TAKING)
def test_each_leaves_its_author_its_reason_and_one_event(here, measure):
    taken = TAKING[measure](here.caf_admin, here)
    assert (taken.reason, taken.taken_by, taken.lifted_at) == (REASON, here.caf_admin, None)
    event = Entry.objects.get(object_type="habpps.measure", object_id=taken.pk)
    assert (event.actor_id, event.caf_id, event.agreement_id) == (here.caf_admin.pk, here.caf.pk, here.agreement.pk)
    assert REASON not in str(event.facts), "the journal holds no sentence about somebody"


@pytest.mark.parametrize("reason", ["", "   \n"])
def test_a_reason_is_mandatory(here, reason):
    with pytest.raises(ActionError) as refused:
        suspend(here.caf_admin, here.provider, reason)
    assert set(refused.value.errors) == {"reason"}
    nothing_happened()


def test_a_suspended_person_loses_every_right_under_the_convention_at_once(here):
    """The access, the group and the role: all of it; the account stays active."""
    assert can(actor(here.provider), VIEW_DECLARATIONS)
    suspend(here.caf_admin, here.provider)
    assert actor(here.provider).grants == ()
    here.provider.refresh_from_db()
    assert here.provider.state == User.State.ACTIVE


def test_elsewhere_the_person_keeps_working(here, elsewhere):
    """The account serves another Caf too: what happens there is not this Caf's business."""
    grant(here.provider, Role.PARTNER_USER, elsewhere.agreement)
    suspend_person(actor=actor(here.caf_admin), membership=access(here.provider, here.agreement), reason=REASON)
    assert [held.agreement_id for held in actor(here.provider).grants] == [elsewhere.agreement.pk]


def test_a_refusal_says_that_the_access_is_suspended(here):
    suspend(here.caf_admin, here.provider)
    decision = can(actor(here.provider), VIEW_DECLARATIONS, here.activity)
    assert "l'accès à la convention est suspendu par la Caf" in decision.reason


def test_the_reason_is_told_to_the_person_and_to_nobody_else(here):
    """CRPA L211-2: an unfavourable decision is motivated to whom it concerns; the others learn the fact."""
    suspend(here.caf_admin, here.provider)
    told = set(Letter.objects.values_list("recipient_id", flat=True))
    assert told == {here.provider.pk, here.admin.pk, here.other_admin.pk}
    assert REASON in body_of(here.provider)
    assert here.caf.email in body_of(here.provider)
    assert REASON not in body_of(here.admin)
    assert here.provider.get_full_name() in body_of(here.admin)


def test_the_caf_may_suspend_the_last_administrator(here):
    """A precaution is not a withdrawal: the Caf manages the users meanwhile."""
    suspend(here.caf_admin, here.admin)
    suspend(here.caf_admin, here.other_admin)
    assert actor(here.admin).grants == actor(here.other_admin).grants == ()


@pytest.mark.parametrize("ended", ["removed", "run out"])
def test_an_access_that_ended_is_not_suspended(here, ended):
    over = {"revoked_at": clock.now()} if ended == "removed" else {"valid_until": clock.today() - timedelta(days=1)}
    Grant.objects.filter(pk=access(here.provider).pk).update(**over)
    with pytest.raises(Refused, match="a pris fin"):
        suspend(here.caf_admin, here.provider)
    nothing_happened()


def test_on_its_last_day_it_still_is(here):
    Grant.objects.filter(pk=access(here.provider).pk).update(valid_until=clock.today())
    suspend(here.caf_admin, here.provider)
    assert access(here.provider).suspended_at is not None
    assert actor(here.provider).grants == ()


def test_nobody_suspends_themself(here):
    grant(here.caf_admin, Role.PARTNER_USER, here.agreement)
    with pytest.raises(Refused, match="envers vous-même"):
        suspend(here.caf_admin, here.caf_admin)
    nothing_happened()


def test_the_second_of_two_learns_who_was_first(here):
    """Their own reason is not lost without a word."""
    suspend(here.caf_admin, here.provider)
    other = caf_admin(here.caf)
    with pytest.raises(ActionError, match=f"{here.caf_admin.get_full_name()} l'a prise"):
        suspend(other, here.provider, "Autre motif")
    assert Measure.objects.count() == 1


def test_a_suspended_convention_stops_everybody(here, elsewhere):
    suspend_agreement(actor=actor(here.caf_admin), agreement=here.agreement, reason=REASON)
    for who in (here.admin, here.other_admin, here.declarant, here.provider, here.member):
        assert actor(who).grants == ()
    assert actor(elsewhere.admin).grants
    assert Entry.objects.get(kind="habpps.agreement_suspended").facts == {"people": 5}


def test_its_administrators_learn_why(here):
    suspend_agreement(actor=actor(here.caf_admin), agreement=here.agreement, reason=REASON)
    assert set(Letter.objects.values_list("recipient_id", flat=True)) == {here.admin.pk, here.other_admin.pk}
    assert REASON in body_of(here.admin)


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_a_convention_that_is_not_in_force_is_not_suspended(here, state):
    agreement = AgreementFactory(caf=here.caf, **{state: True})
    with pytest.raises(Refused, match="n'est pas en vigueur"):
        suspend_agreement(actor=actor(here.caf_admin), agreement=agreement, reason=REASON)
    nothing_happened()


def test_a_suspended_convention_can_be_closed(here):
    """Its measures end with it."""
    taken = suspend_agreement(actor=actor(here.caf_admin), agreement=here.agreement, reason=REASON)
    close_agreement(actor=actor(here.caf_admin), agreement=here.agreement, closes_on=clock.today())
    taken.refresh_from_db()
    assert (taken.lifted_by, taken.lift_reason) == (here.caf_admin, "Convention clôturée")


def test_without_delegation_the_partner_reads_and_the_caf_writes(here):
    withdraw_delegation(actor=actor(here.caf_admin), agreement=here.agreement, reason=REASON)
    assert can(actor(here.admin), VIEW_USERS, here.agreement)
    assert "la Caf s'en charge" in can(actor(here.admin), MANAGE_USERS, here.agreement).reason
    assert not can(actor(here.admin), ASSIGN_ROLES, here.agreement)
    assert can(actor(here.caf_admin), MANAGE_USERS, here.agreement)
    assert can(actor(here.provider), VIEW_DECLARATIONS, here.activity)


def test_the_administrators_learn_who_manages_the_rights_and_why(here):
    withdraw_delegation(actor=actor(here.caf_admin), agreement=here.agreement, reason=REASON)
    for user in (here.admin, here.other_admin):
        assert REASON in body_of(user)
    assert not Letter.objects.filter(recipient_id__in=[here.provider.pk, here.member.pk]).exists()


def test_a_delegation_withdrawn_already_says_by_whom(here):
    """Not « it was never delegated »: the second of two learns who was first."""
    withdraw_delegation(actor=actor(here.caf_admin), agreement=here.agreement, reason=REASON)
    with pytest.raises(ActionError, match=f"déjà en vigueur : {here.caf_admin.get_full_name()}"):
        withdraw_delegation(actor=actor(caf_admin(here.caf)), agreement=here.agreement, reason="Autre motif")
    assert Measure.objects.count() == 1


def test_what_was_never_delegated_cannot_be_withdrawn(here):
    agreement = AgreementFactory(caf=here.caf, contract__delegated=False)
    with pytest.raises(Refused, match="la Caf l'assure déjà"):
        withdraw_delegation(actor=actor(here.caf_admin), agreement=agreement, reason=REASON)
    assert not Measure.objects.exists()


def test_a_forced_change_ends_sessions_and_asks_for_another_password(here):
    before = here.provider.session_epoch
    force_password(actor=actor(here.caf_admin), membership=access(here.provider), reason=REASON)
    here.provider.refresh_from_db()
    assert here.provider.must_change_password
    assert here.provider.session_epoch > before
    assert REASON in body_of(here.provider)
    assert actor(here.provider).grants, "rights stay: only the password is in question"


def test_once_made_a_change_can_be_asked_for_again(here):
    """The first row stays as history, ended by the person who has changed the password."""
    first = force_password(actor=actor(here.caf_admin), membership=access(here.provider), reason=REASON)
    User.objects.filter(pk=here.provider.pk).update(must_change_password=False, password_changed_at=clock.now())
    second = force_password(actor=actor(here.caf_admin), membership=access(here.provider), reason="Encore")
    first.refresh_from_db()
    assert (first.lifted_by, first.lift_reason) == (here.provider, "Mot de passe changé")
    assert (second.lifted_at, second.reason) == (None, "Encore")
    here.provider.refresh_from_db()
    assert here.provider.must_change_password


def test_as_long_as_it_is_not_made_it_is_asked_for_once(here):
    force_password(actor=actor(here.caf_admin), membership=access(here.provider), reason=REASON)
    with pytest.raises(ActionError, match="déjà en vigueur"):
        force_password(actor=actor(here.caf_admin), membership=access(here.provider), reason="Encore")
    assert Measure.objects.get().lifted_at is None


def test_a_forced_change_can_be_spared(here):
    taken = force_password(actor=actor(here.caf_admin), membership=access(here.provider), reason=REASON)
    lift_measure(actor=actor(here.caf_admin), measure=taken, reason="Erreur de personne")
    here.provider.refresh_from_db()
    assert not here.provider.must_change_password


@pytest.mark.parametrize("measure", ["person", "convention", "delegation"])
def test_lifting_gives_back_exactly_what_was_taken(here, measure):
    people = (here.admin, here.other_admin, here.provider, here.member)
    before = [actor(who).grants for who in people]
    taken = TAKING[measure](here.caf_admin, here)
    assert [actor(who).grants for who in people] != before
    lifted = lift_measure(actor=actor(here.caf_admin), measure=taken, reason="Vérification faite")
    assert (lifted.lift_reason, lifted.lifted_by) == ("Vérification faite", here.caf_admin)
    assert [actor(who).grants for who in people] == before
    assert Letter.objects.filter(kind="habpps/measure_lifted").count() == (3 if measure == "person" else 2)


@pytest.mark.parametrize(
    ("measure", "event"),
    [
        ("person", "habpps.person_restored"),
        ("convention", "habpps.agreement_restored"),
        ("delegation", "habpps.delegation_restored"),
        ("password", "habpps.password_spared"),
    ],
)
def test_lifting_leaves_its_own_event(here, measure, event):
    taken = TAKING[measure](here.caf_admin, here)
    other = caf_admin(here.caf)
    lifted = lift_measure(actor=actor(other), measure=taken, reason="Vérifié")
    assert (lifted.lifted_by, lifted.lift_reason) == (other, "Vérifié")
    entry = Entry.objects.get(kind=event)
    assert (entry.actor_id, entry.caf_id, entry.agreement_id) == (other.pk, here.caf.pk, here.agreement.pk)
    assert (entry.object_type, entry.object_id) == ("habpps.measure", taken.pk)


def test_lifting_asks_for_a_reason_too(here):
    taken = suspend(here.caf_admin, here.provider)
    with pytest.raises(ActionError):
        lift_measure(actor=actor(here.caf_admin), measure=taken, reason=" ")
    assert actor(here.provider).grants == ()


@pytest.mark.parametrize("kind", ["caf_agent", "admin", "provider"])
def test_nobody_else_lifts(here, kind):
    taken = suspend(here.caf_admin, here.provider)
    with pytest.raises(Refused):
        lift_measure(actor=actor(getattr(here, kind)), measure=taken, reason="Non")
    assert actor(here.provider).grants == ()


def test_what_is_lifted_is_not_lifted_twice(here):
    taken = suspend(here.caf_admin, here.provider)
    lift_measure(actor=actor(here.caf_admin), measure=taken, reason="Fait")
    with pytest.raises(ActionError, match="déjà levée"):
        lift_measure(actor=actor(caf_admin(here.caf)), measure=taken, reason="Encore")
    assert Letter.objects.filter(kind="habpps/measure_lifted").count() == 3


def test_after_lifting_it_can_be_taken_again(here):
    taken = suspend(here.caf_admin, here.provider)
    lift_measure(actor=actor(here.caf_admin), measure=taken, reason="Fait")
    suspend(here.caf_admin, here.provider, "À nouveau")
    assert actor(here.provider).grants == ()
    assert Measure.objects.count() == 2


@pytest.mark.engine
def test_the_database_keeps_one_suspension_in_force(here):
    taken = suspend(here.caf_admin, here.provider)
    taken.pk, taken.public_id = None, "autre"
    with pytest.raises(IntegrityError), transaction.atomic():
        taken.save()


def test_two_administrators_left_know_each_other(db):
    """The person suspended is not written to as an administrator as well."""
    agreement = AgreementFactory()
    admin = partner_admin(agreement)
    suspend(caf_admin(agreement.caf), admin)
    assert Letter.objects.filter(recipient_id=admin.pk).count() == 1
