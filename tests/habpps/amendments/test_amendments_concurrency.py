"""Two signatures at once: one set of rights, one set of mails. Both engines."""

from datetime import timedelta

import pytest

from portal.base import clock
from portal.habpps.amendments.actions.requests import AdministratorChange, request_amendment
from portal.habpps.amendments.actions.signing import Signature, sign_amendment
from portal.habpps.invitations.actions import Identity
from portal.habpps.measures.actions import suspend_person
from portal.habpps.models import Amendment, Grant
from portal.habpps.rights.effective import effective_on
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import AgreementFactory, actor, caf_admin, come_in, partner_admin, person
from tests.net.at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


def office(user) -> Grant:
    return Grant.objects.get(user=user, role=Role.PARTNER_ADMIN)


def ask(agreement, leaving, arriving=None) -> Amendment:
    change = AdministratorChange(office(leaving), arriving, clock.today(), "Départ")
    return request_amendment(actor=actor(caf_admin(agreement.caf)), agreement=agreement, change=change)


def signing(who, amendment):
    signature = Signature(clock.today(), "Claude Martin", f"Signé par {who.pk}")
    return lambda: sign_amendment(actor=actor(who), amendment=amendment, signature=signature)


def administering(agreement, day=None) -> set[int]:
    held = Grant.objects.filter(effective_on(day or clock.today()), agreement=agreement, role=Role.PARTNER_ADMIN)
    return set(held.values_list("user_id", flat=True))


def test_two_people_sign_the_same_avenant():
    agreement = AgreementFactory()
    leaving, staying = partner_admin(agreement), partner_admin(agreement)
    successor = person(email="camille@exemple.fr")
    asked = ask(agreement, leaving, Identity("Roy", "Camille", successor.email, successor.email))
    people = [caf_admin(agreement.caf), caf_admin(agreement.caf)]
    answers = at_once(*[signing(who, asked) for who in people])
    assert {each.pk for each in answers} == {asked.pk}
    assert administering(agreement) == {staying.pk}
    come_in(successor)
    assert administering(agreement) == {staying.pk, successor.pk}
    assert Grant.objects.filter(user=successor).count() == 3
    assert Letter.objects.filter(kind="habpps/amendment_signed").count() == 3
    assert Entry.objects.filter(kind="habpps.amendment_signed").count() == 1


def test_both_administrators_cannot_leave_at_once():
    """Two avenants, each of which leaves the other one in office: one of them is refused."""
    agreement = AgreementFactory()
    both = [partner_admin(agreement), partner_admin(agreement)]
    asked = [ask(agreement, who) for who in both]
    people = [caf_admin(agreement.caf), caf_admin(agreement.caf)]
    answers = at_once(*[signing(who, each) for who, each in zip(people, asked, strict=True)])
    assert sorted(type(each).__name__ for each in answers) == ["ActionError", "Amendment"]
    for ahead in (0, 1, 30, 365):
        assert len(administering(agreement, clock.today() + timedelta(days=ahead))) == 1


def test_a_signature_meets_a_suspension():
    """Whoever comes first: never a convention whose only administrator has just been suspended and the other gone
    without a word."""
    agreement = AgreementFactory()
    leaving, staying = partner_admin(agreement), partner_admin(agreement)
    asked = ask(agreement, leaving)
    held = Grant.objects.get(user=staying, role=Role.PARTNER_USER)
    people = [caf_admin(agreement.caf), caf_admin(agreement.caf)]
    signed, suspended = at_once(
        signing(people[0], asked),
        lambda: suspend_person(actor=actor(people[1]), membership=held, reason="Vérification"),
    )
    assert type(suspended).__name__ == "Measure"
    left = {leaving.pk} if type(signed).__name__ == "ActionError" else set()
    assert administering(agreement) == left
