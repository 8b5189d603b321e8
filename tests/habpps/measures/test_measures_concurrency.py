"""Two administrators of the Caf at once: one measure, one reason kept, the other told. Both engines."""

import pytest

from portal.habpps.agreements.actions.ends import close_agreement
from portal.habpps.measures.actions import lift_measure, suspend_agreement, suspend_person, withdraw_delegation
from portal.habpps.models import Agreement, Grant, Measure, ServiceContract
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import AgreementFactory, actor, caf_admin, member, partner_admin
from tests.net.at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


def test_both_suspend_the_same_person():
    agreement = AgreementFactory()
    access = Grant.objects.get(user=member(agreement), role=Role.PARTNER_USER)
    people = [caf_admin(agreement.caf), caf_admin(agreement.caf)]
    answers = at_once(
        *[
            lambda who=who: suspend_person(actor=actor(who), membership=access, reason=f"Motif {who.pk}")
            for who in people
        ]
    )
    assert sorted(type(each).__name__ for each in answers) == ["ActionError", "Measure"]
    taken = Measure.objects.get()
    assert taken.reason == f"Motif {taken.taken_by_id}"
    assert Letter.objects.filter(kind="habpps/measure_taken").count() == 1
    assert Entry.objects.filter(kind="habpps.person_suspended").count() == 1


def test_both_suspend_and_withdraw():
    """Two different measures over one convention: both stand."""
    agreement = AgreementFactory()
    partner_admin(agreement)
    first, second = caf_admin(agreement.caf), caf_admin(agreement.caf)
    at_once(
        lambda: suspend_agreement(actor=actor(first), agreement=agreement, reason="Un"),
        lambda: withdraw_delegation(actor=actor(second), agreement=agreement, reason="Deux"),
    )
    assert Measure.objects.filter(lifted_at=None).count() == 2
    assert Agreement.objects.exclude(suspended_at=None).count() == 1
    assert not ServiceContract.objects.get(agreement=agreement).delegated


def test_both_lift_the_same_measure():
    agreement = AgreementFactory()
    partner_admin(agreement)
    people = [caf_admin(agreement.caf), caf_admin(agreement.caf)]
    taken = suspend_agreement(actor=actor(people[0]), agreement=agreement, reason="Un")
    answers = at_once(
        *[lambda who=who: lift_measure(actor=actor(who), measure=taken, reason=f"Motif {who.pk}") for who in people]
    )
    assert sorted(type(each).__name__ for each in answers) == ["ActionError", "Measure"]
    taken.refresh_from_db()
    assert taken.lift_reason == f"Motif {taken.lifted_by_id}"
    assert Letter.objects.filter(kind="habpps/measure_lifted").count() == 1


def test_one_lifts_while_the_other_closes_the_convention():
    """Whoever comes first: the convention ends closed, and no measure stays in force."""
    agreement = AgreementFactory()
    people = [caf_admin(agreement.caf), caf_admin(agreement.caf)]
    taken = suspend_agreement(actor=actor(people[0]), agreement=agreement, reason="Un")
    at_once(
        lambda: lift_measure(actor=actor(people[0]), measure=taken, reason="Levée"),
        lambda: close_agreement(actor=actor(people[1]), agreement=agreement, closes_on=agreement.opens_on),
    )
    agreement.refresh_from_db()
    assert (agreement.state, agreement.suspended_at) == (Agreement.State.CLOSED, None)
    assert not Measure.objects.filter(lifted_at=None).exists()
