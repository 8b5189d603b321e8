"""Whatever says who did something on a day says it under the name of that day; papers that were signed do not change."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.names.actions import write_name
from portal.base import clock
from portal.habpps.amendments.actions.requests import AdministratorChange, refuse_amendment, request_amendment
from portal.habpps.amendments.pdf import paper_of
from portal.habpps.amendments.queries import WHOLE
from portal.habpps.measures.actions import lift_measure, suspend_agreement, suspend_person
from portal.habpps.models import Amendment, Grant
from portal.habpps.rights.roles import Role
from tests.factories.habpps import ActivityFactory, actor, caf_admin, grant, partner_admin
from tests.factories.papers import DocumentFactory, MeasureFactory
from tests.net.reading import read

NEW = "Nouveau-Nom"


@pytest.fixture
def rename(monkeypatch):
    def done(*users: User) -> None:
        at = timezone.now() + timedelta(minutes=1)
        monkeypatch.setattr(timezone, "now", lambda: at)
        with transaction.atomic():
            for user in users:
                write_name(User.objects.lock(user), user.first_name, NEW)

    return done


def office(user) -> Grant:
    return Grant.objects.get(user=user, role=Role.PARTNER_ADMIN)


def ask(here) -> Amendment:
    change = AdministratorChange(office(here.other_admin), None, clock.today(), "Départ")
    partner_admin(here.agreement)
    asked = request_amendment(actor=actor(here.admin), agreement=here.agreement, change=change)
    return Amendment.objects.select_related(*WHOLE).get(pk=asked.pk)


def test_an_avenant_keeps_the_names_under_which_it_was_asked(client, here, rename):
    """Who leaves is named by the paper that both parties have in their hands."""
    asked = ask(here)
    names = [here.admin.get_full_name(), here.other_admin.get_full_name(), here.caf_admin.get_full_name()]
    paper = paper_of(asked)
    rename(here.other_admin)
    assert paper_of(Amendment.objects.select_related(*WHOLE).get(pk=asked.pk)) == paper
    refuse_amendment(actor=actor(here.caf_admin), amendment=asked, reason="À revoir")
    rename(here.admin, here.caf_admin)
    client.force_login(here.caf_agent)
    found = read(client.get(reverse("habpps:amendment", args=[asked.public_id])))
    listed = read(client.get(reverse("habpps:amendments", args=[here.agreement.public_id])))
    assert [name in found for name in names] == [True] * 3
    assert [name in listed for name in names[:2]] == [True] * 2
    assert NEW not in found


def test_a_measure_says_who_took_and_who_lifted_it(client, here, rename):
    access = Grant.objects.get(user=here.provider, role=Role.PARTNER_USER)
    second = caf_admin(here.caf)
    measure = suspend_person(actor=actor(here.caf_admin), membership=access, reason="Vérification")
    lift_measure(actor=actor(second), measure=measure, reason="Fausse alerte")
    suspend_agreement(actor=actor(second), agreement=here.agreement, reason="Vérification")
    names = [here.caf_admin.get_full_name(), second.get_full_name()]
    rename(here.caf_admin, second)
    client.force_login(here.caf_agent)
    listed = read(client.get(reverse("habpps:measures")))
    assert [name in listed for name in names] == [True, True]
    assert names[1] in read(client.get(reverse("habpps:agreement", args=[here.agreement.public_id])))
    assert NEW not in listed


def test_a_paper_says_who_added_it(client, here, rename):
    paper = DocumentFactory(agreement=here.agreement)
    name = paper.added_by.get_full_name()
    rename(paper.added_by)
    client.force_login(here.caf_agent)
    assert name in read(client.get(reverse("habpps:agreement", args=[here.agreement.public_id])))


def test_a_right_says_who_gave_it(client, here, rename):
    given = grant(here.member, Role.AFAS_DECLARANT, here.agreement, given_by=here.admin)
    name = here.admin.get_full_name()
    rename(here.admin)
    client.force_login(here.member)
    assert name in read(client.get(reverse("habpps:my_rights")))
    client.force_login(here.other_admin)
    access = Grant.objects.get(pk=given.parent_id)
    assert name in read(client.get(reverse("habpps:user", args=[access.public_id])))


def test_a_role_at_the_caf_says_who_gave_and_who_ended_it(client, here, rename):
    second = caf_admin(here.caf)
    role = Grant.objects.get(user=here.caf_agent)
    Grant.objects.filter(pk=role.pk).update(given_by=here.caf_admin, revoked_by=second, revoked_at=clock.now())
    names = [here.caf_admin.get_full_name(), second.get_full_name()]
    rename(here.caf_admin, second)
    client.force_login(here.caf_admin)
    found = read(client.get(reverse("habpps:official", args=[role.public_id])))
    assert [name in found for name in names] == [True, True]


@pytest.mark.parametrize("page", ["agreement", "measures", "my_rights"])
def test_many_renamed_people_cost_no_more_than_one(client, here, same_queries, page):
    before = clock.now() - timedelta(hours=1)

    @transaction.atomic
    def act(count: int) -> None:
        for _ in range(count):
            somebody = caf_admin(here.caf)
            over = ActivityFactory(agreement=here.agreement)
            given = grant(here.member, Role.APPROVER, over, given_by=somebody)
            Grant.objects.filter(pk=given.pk).update(given_at=before)
            DocumentFactory(agreement=here.agreement, added_by=somebody, added_at=before)
            MeasureFactory(
                agreement=here.agreement,
                taken_by=somebody,
                taken_at=before,
                lifted_by=somebody,
                lifted_at=before,
                lift_reason="Fin",
            )
            write_name(somebody, "Zoé", NEW)

    client.force_login(here.member if page == "my_rights" else here.caf_agent)
    url = reverse(f"habpps:{page}", args=[here.agreement.public_id] if page == "agreement" else [])
    same_queries(url, lambda: act(1), lambda: act(9))
    assert NEW not in read(client.get(url))
