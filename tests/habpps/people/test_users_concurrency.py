"""Two administrators at once: never a convention without any, never two accesses, never a file twice. Both engines."""

import pytest

from portal.accounts.models import User
from portal.base import clock
from portal.habpps.imports.actions import confirm_import
from portal.habpps.invitations.actions import Identity
from portal.habpps.models import Grant, UserImport
from portal.habpps.people.actions.access import close_user, reopen_user
from portal.habpps.people.actions.users import create_user
from portal.habpps.rights.holders import administrators
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import AgreementFactory, actor, caf_admin, member, partner_admin
from tests.net.at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


def access(user) -> Grant:
    return Grant.objects.select_related("agreement").get(user=user, role=Role.PARTNER_USER)


def kinds(answers) -> list[str]:
    return sorted(type(each).__name__ for each in answers)


def test_two_administrators_close_each_other():
    """Neither does: the Caf alone ends an administration."""
    agreement = AgreementFactory()
    one, other = partner_admin(agreement), partner_admin(agreement)
    pairs = [(one, access(other)), (other, access(one))]
    answers = at_once(
        *[lambda who=who, whom=whom: close_user(actor=actor(who), membership=whom) for who, whom in pairs]
    )
    assert kinds(answers) == ["Refused", "Refused"]


def test_two_people_of_the_caf_close_one_administrator_each():
    """Of a draft, whose papers the Caf corrects: the first one goes, the other one stays."""
    agreement = AgreementFactory(draft=True)
    one, other = partner_admin(agreement), partner_admin(agreement)
    pairs = [(caf_admin(agreement.caf), access(user)) for user in (one, other)]
    answers = at_once(
        *[lambda who=who, whom=whom: close_user(actor=actor(who), membership=whom) for who, whom in pairs]
    )
    assert kinds(answers) == ["GrantOutcome", "Refused"]
    assert len(administrators(agreement, clock.today())) == 1


def test_two_administrators_create_the_same_person():
    """One account, one access, one invitation; the other one is told."""
    agreement = AgreementFactory()
    people = [partner_admin(agreement), partner_admin(agreement)]
    identity = Identity("Roy", "Camille", "camille@exemple.fr", "camille@exemple.fr")
    answers = at_once(
        *[
            lambda who=who: create_user(
                actor=actor(who), agreement=agreement, identity=identity, valid_from=clock.today()
            )
            for who in people
        ]
    )
    assert kinds(answers) == ["ActionError", "GrantOutcome"]
    user = User.objects.get(email=identity.email)
    assert Grant.objects.filter(user=user).count() == 1
    assert Letter.objects.filter(recipient_id=user.pk).count() == 1


def test_one_file_confirmed_twice():
    agreement = AgreementFactory()
    admin = partner_admin(agreement)
    typed = {"Nom": "Roy", "Prénom": "Camille", "Adresse mail": "camille@exemple.fr"}
    kept = UserImport.objects.create(
        agreement=agreement, kept_by=admin, kept_at=clock.now(), file_name="f.csv", lines=[[2, typed]]
    )
    answers = at_once(*[lambda: confirm_import(actor=actor(admin), kept=kept) for _ in range(2)])
    assert kinds(answers) == ["ActionError", "Imported"]
    assert Grant.objects.filter(user__email="camille@exemple.fr").count() == 1
    assert Entry.objects.filter(kind="habpps.users_imported").count() == 1


def test_a_departure_and_a_reopening():
    """Whatever comes first, the person never has two accesses at once."""
    agreement = AgreementFactory()
    one, other, leaver = partner_admin(agreement), partner_admin(agreement), member(agreement)
    old = access(leaver)
    at_once(
        lambda: close_user(actor=actor(one), membership=old),
        lambda: reopen_user(actor=actor(other), membership=old, valid_from=clock.today()),
    )
    standing = Grant.objects.filter(user=leaver, role=Role.PARTNER_USER, revoked_at=None)
    assert standing.count() <= 1


def test_two_partners_invite_the_same_person_at_once():
    """One account, an access to each convention; nobody is told that the other one was faster."""
    agreements = [AgreementFactory(), AgreementFactory()]
    admins = [partner_admin(agreement) for agreement in agreements]
    identity = Identity("Roy", "Camille", "camille@exemple.fr", "camille@exemple.fr")
    answers = at_once(
        *[
            lambda who=who, agreement=agreement: create_user(
                actor=actor(who), agreement=agreement, identity=identity, valid_from=clock.today()
            )
            for who, agreement in zip(admins, agreements, strict=True)
        ]
    )
    assert [type(each).__name__ for each in answers] == ["GrantOutcome", "GrantOutcome"]
    assert User.objects.filter(email=identity.email).count() == 1
    held = Grant.objects.filter(user__email=identity.email, role=Role.PARTNER_USER)
    assert set(held.values_list("agreement_id", flat=True)) == {agreement.pk for agreement in agreements}
