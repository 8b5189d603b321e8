"""Several people at once over one name, and what the database itself refuses. Both engines."""

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.models import PastName, User
from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.measures.actions import suspend_person
from portal.habpps.models import Grant, NameRequest
from portal.habpps.names.actions import accept_name, cancel_name, refuse_name, request_name
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from tests.factories.habpps import AgreementFactory, actor, caf_admin, member, partner_admin, person
from tests.net.at_once import at_once

pytestmark = pytest.mark.engine
alone = pytest.mark.django_db(transaction=True)
State = NameRequest.State


def ask(user, **typed) -> NameRequest:
    wanted = {"first_name": "Zoé", "last_name": "Dupont", "reason": "Mariage", **typed}
    return request_name(actor=actor(user), **wanted)


def answers(found) -> list[str]:
    return sorted(type(each).__name__ for each in found)


@alone
def test_two_administrators_decide_at_once():
    agreement = AgreementFactory()
    first, second, user = partner_admin(agreement), partner_admin(agreement), member(agreement)
    asked = ask(user)
    found = at_once(
        lambda: accept_name(actor=actor(first), request=asked),
        lambda: refuse_name(actor=actor(second), request=asked, reason="Non"),
    )
    assert answers(found) == ["NameRequest", "Refused"]
    asked.refresh_from_db()
    accepted = asked.state == State.ACCEPTED
    assert (User.objects.get(pk=user.pk).get_full_name() == "Zoé Dupont") is accepted
    assert PastName.objects.count() == int(accepted)
    assert Entry.objects.filter(kind__in=["habpps.name_accepted", "habpps.name_refused"]).count() == 1


@alone
def test_a_request_is_cancelled_while_it_is_accepted():
    agreement = AgreementFactory()
    admin, user = partner_admin(agreement), member(agreement)
    asked = ask(user)
    at_once(
        lambda: accept_name(actor=actor(admin), request=asked),
        lambda: cancel_name(actor=actor(user), request=asked),
    )
    asked.refresh_from_db()
    assert asked.state in (State.ACCEPTED, State.CANCELLED)
    assert PastName.objects.count() == int(asked.state == State.ACCEPTED)


@alone
def test_two_requests_at_once_leave_one():
    user = member(AgreementFactory())
    found = at_once(lambda: ask(user), lambda: ask(user, last_name="Durand"))
    assert answers(found) == ["ActionError", "NameRequest"]
    assert NameRequest.objects.count() == 1


@alone
def test_an_administrator_who_is_suspended_meanwhile_decides_before_or_not_at_all():
    agreement = AgreementFactory()
    admin, _, user, caf = (
        partner_admin(agreement),
        partner_admin(agreement),
        member(agreement),
        caf_admin(agreement.caf),
    )
    asked = ask(user)
    access = Grant.objects.get(user=admin, role=Role.PARTNER_USER)
    decided, _ = at_once(
        lambda: accept_name(actor=actor(admin), request=asked),
        lambda: suspend_person(actor=actor(caf), membership=access, reason="Vérification"),
    )
    if isinstance(decided, Refused):
        assert User.objects.get(pk=user.pk).named_since is None
    else:
        past, suspended = PastName.objects.get(), Grant.objects.get(pk=access.pk)
        assert past.until <= suspended.suspended_at


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"state": State.ACCEPTED},
        {"decided": True},
        {"state": State.ACCEPTED, "decided": True, "by": "self"},
        {"state": State.REFUSED, "decided": True},
        {"state": State.ACCEPTED, "decided": True, "decision_reason": "Oui"},
        {"state": State.CANCELLED, "decided": True},
    ],
)
def test_an_impossible_request_cannot_be_written(wrong):
    user, other = person(), person()
    values = {"user": user, "first_name": "Zoé", "last_name": "Dupont", "reason": "Mariage"}
    wrong = dict(wrong)
    if wrong.pop("decided", False):
        values |= {"decided_at": clock.now(), "decided_by": user if wrong.pop("by", "") else other}
    with pytest.raises(IntegrityError), transaction.atomic():
        NameRequest.objects.create(requested_at=clock.now(), **{**values, **wrong})
    assert NameRequest.objects.count() == 0


@pytest.mark.django_db
def test_nor_can_two_that_wait():
    user = member(AgreementFactory())
    ask(user)
    values = {"first_name": "Zoé", "last_name": "Durand", "reason": "Mariage", "requested_at": clock.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        NameRequest.objects.create(user=user, **values)
    with pytest.raises(ActionError):
        ask(user, last_name="Durand")
