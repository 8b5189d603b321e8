"""Naming the people of a Caf and of the nation: by the operator's command, by who may."""

import io

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.models import User
from portal.base.errors import ActionError, Refused
from portal.habpps.models import Grant
from portal.habpps.officials.actions.naming import name_official
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import CafFactory, actor, caf_admin, caf_agent, national_admin, person

pytestmark = pytest.mark.django_db

ANNE = {"first_name": "Anne", "last_name": "Roy", "email": "anne.roy@caf.example"}


@pytest.fixture
def caf():
    return CafFactory(departement="80")


def command(**options: str) -> str:
    out = io.StringIO()
    call_command("name_official", **{"role": "CAF_ADMIN", "caf": "80", **ANNE, **options}, stdout=out)
    return out.getvalue()


def nothing_changed() -> bool:
    return not User.objects.filter(email=ANNE["email"]).exists() and not Letter.objects.exists()


def test_the_operator_names_the_first_administrator_of_a_caf(caf):
    """The account is created, the mail leaves, the journal tells that the portal did it."""
    assert "Administrateur Caf habilitations" in command()
    grant = Grant.objects.get(role=Role.CAF_ADMIN)
    assert (grant.caf, grant.user.email, grant.given_by) == (caf, ANNE["email"], None)
    assert Letter.objects.filter(recipient_id=grant.user_id).exists()
    entry = Entry.objects.get(kind="habpps.official_named")
    assert (entry.actor_id, entry.caf_id) == (None, caf.pk)


def test_the_operator_names_a_national_administrator():
    command(role="NATIONAL_ADMIN", caf="")
    assert Grant.objects.get(role=Role.NATIONAL_ADMIN).caf is None


def test_twice_names_once(caf):
    command()
    command()
    assert Grant.objects.filter(role=Role.CAF_ADMIN).count() == 1


def test_a_known_person_keeps_their_account(caf):
    known = person(email=ANNE["email"], last_name="Martin")
    command(role="CAF_AGENT")
    assert Grant.objects.get(role=Role.CAF_AGENT).user == known
    known.refresh_from_db()
    assert known.last_name == "Martin"


@pytest.mark.parametrize("wrong", [{"caf": "99"}, {"caf": ""}, {"role": "NATIONAL_ADMIN"}, {"email": "anne"}])
def test_what_does_not_fit_is_refused(caf, wrong):
    """An unknown Caf, none where one is needed, one where none is, an address that is none."""
    with pytest.raises(CommandError):
        command(**wrong)
    assert nothing_changed()


def test_a_role_of_a_partner_is_not_given_here(caf):
    for where in (caf, None):
        with pytest.raises(ActionError, match="au sein d'une convention"):
            name_official(actor=None, role=Role.PARTNER_ADMIN, caf=where, **ANNE)
    assert nothing_changed()


def test_a_national_administrator_names_a_caf_administrator(caf):
    grant = name_official(actor=actor(national_admin()), role=Role.CAF_ADMIN, caf=caf, **ANNE)
    assert grant.caf == caf


def test_a_caf_administrator_names_a_case_worker_of_their_own_caf(caf):
    chief = caf_admin(caf)
    grant = name_official(actor=actor(chief), role=Role.CAF_AGENT, caf=caf, **ANNE)
    assert grant.given_by == chief
    made = Entry.objects.get(kind="accounts.created")
    assert (made.actor_id, made.caf_id) == (chief.pk, caf.pk)


def test_nobody_names_above_themselves_or_elsewhere(caf):
    """A case worker nobody, a Caf administrator nobody of the nation, and nobody of another Caf."""
    refused = [
        (caf_agent(caf), Role.CAF_AGENT, caf),
        (caf_admin(caf), Role.NATIONAL_ADMIN, None),
        (caf_admin(CafFactory()), Role.CAF_AGENT, caf),
    ]
    for user, role, where in refused:
        with pytest.raises(Refused):
            name_official(actor=actor(user), role=role, caf=where, **ANNE)
    assert nothing_changed()


def test_nobody_names_themselves(caf):
    chief = caf_admin(caf)
    with pytest.raises(Refused):
        name_official(
            actor=actor(chief), role=Role.CAF_AGENT, caf=caf, first_name="X", last_name="Y", email=chief.email
        )
    assert not Grant.objects.filter(role=Role.CAF_AGENT).exists()
