"""Whoever types an e-mail learns nothing of the account behind it: not by a count, an order, a list, a refusal."""

import pytest

from portal.accounts.models import User
from portal.base import clock
from portal.habpps.agreements.actions.ends import close_agreement, people_concerned
from portal.habpps.agreements.actions.record import name_administrator
from portal.habpps.agreements.queries import enrolments_of, members_count
from portal.habpps.extensions import list_consequences_of_suspending
from portal.habpps.invitations.actions import Identity
from portal.habpps.measures import queries
from portal.habpps.models import Grant
from portal.habpps.oversight.queries.journal import list_entries
from portal.habpps.partners.queries import use_of_site
from portal.habpps.people.actions.users import create_user
from portal.habpps.rights import holders
from portal.habpps.rights.holders import helpers_of
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from tests.factories import afas as declare
from tests.factories.accounts import UserFactory
from tests.factories.habpps import CafFactory, actor, come_in, grant, person
from tests.net.reading import source

EMAIL = "zoe@exemple.fr"
CAMILLE = Identity("Roy", "Camille", EMAIL, EMAIL)
NOBODY, KNOWN = "nobody has it", "an active account"


@pytest.fixture(params=[NOBODY, KNOWN])
def behind(request, db) -> str:
    """What stands behind the e-mail; the account bears another name, the last of the alphabet."""
    if request.param == KNOWN:
        person(email=EMAIL, first_name="Zoé", last_name="Zzz")
    return request.param


def name(here) -> User:
    return name_administrator(
        actor=actor(here.caf_admin), agreement=here.agreement, identity=CAMILLE, valid_from=clock.today()
    )


def invite(here, identity=CAMILLE, **more) -> Grant:
    own = actor(here.admin)
    outcome = create_user(actor=own, agreement=here.agreement, identity=identity, valid_from=clock.today(), **more)
    return outcome.grants[0]


def counts(here) -> dict[str, int]:
    """What the pages of the Caf count before it closes, suspends, withdraws."""
    today, caf = clock.today(), actor(here.caf_admin)
    [enrolment] = enrolments_of(here.agreement)
    return {
        "closing": people_concerned(here.agreement, today),
        "withdrawal": queries.count_managers(here.agreement, today),
        "administrators": holders.counting_grants(here.agreement.pk, today, Role.PARTNER_ADMIN).count(),
        "enrolment": members_count(enrolment, today),
        "site": use_of_site(caf, here.site).people,
        "avenant": len(holders.days_of_office(here.agreement, today)),
    }


def test_no_count_tells_an_account_that_exists_from_a_new_one(here, behind):
    before = counts(here)
    user = name(here)
    grant(user, Role.APPROVER, here.site, agreement=here.agreement)
    assert counts(here) == before
    come_in(user)
    after = counts(here)
    assert {key: after[key] - before[key] for key in before} == dict.fromkeys(before, 1)


def test_nor_does_the_journal_of_what_was_closed(here, behind):
    concerned = people_concerned(here.agreement, clock.today())
    invite(here)
    close_agreement(actor=actor(here.caf_admin), agreement=here.agreement, closes_on=clock.today())
    assert Entry.objects.get(kind="habpps.agreement_closed").facts["people"] == concerned


def test_a_declaration_names_who_may_work_on_it_once_they_have_come_in(client, here, behind):
    """An administrator who also declares would else read there whose e-mail has an account."""
    declaration = declare.declaration_of(here.activity)
    invite(here, roles=[Role.APPROVER], activities=[here.activity])
    client.force_login(here.provider)
    page = client.get(f"/aides-financieres/declarations/{declaration.public_id}/")
    assert page.status_code == 200
    assert "Camille Roy" not in source(page)


def test_what_a_suspension_touches_reads_alike(here, behind):
    declare.declaration_of(here.activity)
    membership = invite(here, roles=[Role.APPROVER], activities=[here.activity])
    assert list_consequences_of_suspending(here.agreement, membership.user_id) == []
    assert queries.touched_by_person(membership, clock.today()).roles == 0


def test_who_can_help_is_who_has_come_in(here, behind):
    name(here)
    assert "Camille Roy" not in helpers_of(actor(here.member))


TICKED = {"users": "utilisateurs/selection/cloturer", "groups": "groupes/retirer"}


@pytest.mark.parametrize("where", TICKED)
def test_the_order_of_the_ticked_people_is_that_of_the_names_typed(client, here, behind, where):
    """By inviting an e-mail under several names, its account's own name could else be guessed letter by letter."""
    group = here.agreement.enrolments.get().groups.get(kind="AFAS_DECLARER")
    people = [
        invite(here, Identity(last, "Camille", email, email, somebody_else=True), groups=[group])
        for last, email in (("Aaa", EMAIL), ("Mmm", "neuf@exemple.fr"))
    ]
    if where == "groups":
        people = [Grant.objects.get(parent=each) for each in people]
    client.force_login(here.admin)
    ticked = {"selection": [each.public_id for each in people]}
    text = source(client.post(f"/conventions/{here.agreement.public_id}/{TICKED[where]}", ticked))
    assert 0 < text.index("Camille Aaa") < text.index("Camille Mmm")


def test_so_is_the_order_of_the_administrators_who_may_leave(here, behind):
    name(here)
    shown = [each.shown_last_name for each in holders.named_administrators(here.agreement, clock.today())]
    assert shown == sorted(shown)
    assert shown[-1] == "Roy"


@pytest.mark.parametrize("state", [User.State.PENDING, User.State.CLOSED, User.State.ACTIVE])
@pytest.mark.parametrize("reader", ["caf_admin", "caf_agent"])
def test_the_journal_of_the_caf_does_not_tell_what_became_of_an_account(here, reader, state):
    """Nor does it where the Caf, or a partner's administrator who also works for a Caf, reads it."""
    UserFactory(email=EMAIL, state=state)
    read = {}
    for which, email in {"known": EMAIL, "new": "neuf@exemple.fr"}.items():
        newest = Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0
        invite(here, Identity("Roy", "Camille", email, email, somebody_else=True))
        found = list_entries(actor(getattr(here, reader))).filter(id__gt=newest)
        read[which] = [each.kind for each in found]
    assert read["known"] == read["new"]


def test_nor_to_an_administrator_who_also_works_for_another_caf(here):
    caf = CafFactory()
    grant(here.admin, Role.CAF_AGENT, caf)
    invite(here)
    assert not list_entries(actor(here.admin)).filter(kind="accounts.created").exists()


def test_the_nation_reads_which_accounts_were_made(here, national):
    invite(here)
    assert list_entries(actor(national)).filter(kind="accounts.created").exists()
