"""« Départ de l'organisme »: one act ends everything at a day, says what becomes vacant, names who takes over."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.models import Grant
from portal.habpps.people.actions import departures
from portal.habpps.people.queries.departures import (
    DepartureEffects,
    Seats,
    describe_departure,
    list_standing_accesses,
)
from portal.habpps.people.tables.departures import ending_text
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import (
    ActivityFactory,
    AgreementFactory,
    actor,
    caf_admin,
    grant,
    member,
    partner_admin,
    person,
    with_roles,
)
from tests.net.reading import read, source

A_DAY = timedelta(days=1)


def access(user, agreement) -> Grant:
    return Grant.objects.get(user=user, agreement=agreement, role=Role.PARTNER_USER)


def depart(user, leaver, agreement, *, days: int = 10, **options):
    last = clock.today() + days * A_DAY
    return departures.record_departure(
        actor=actor(user), membership=access(leaver, agreement), last_day=last, **options
    )


def held(user, day=None) -> set[tuple]:
    return {(each.role, each.activity_id, each.site_id) for each in actor(user, day).grants if each.role in AFAS_ROLES}


def before() -> tuple:
    rows = Grant.objects.order_by("id").values_list("id", "valid_from", "valid_until", "revoked_at")
    return list(rows), Entry.objects.count(), Letter.objects.count()


@pytest.fixture
def everything(here):
    """Somebody who holds the three roles over the activity, alone but for « Fr DA »."""
    return with_roles(here.activity, *AFAS_ROLES)


def test_all_of_it_ends_that_evening(here, everything):
    outcome = depart(here.admin, everything, here.agreement)
    last = clock.today() + 10 * A_DAY
    assert len(outcome.ended) == 5
    assert {each.valid_until for each in Grant.objects.filter(user=everything)} == {last}
    assert Letter.objects.filter(recipient_id=everything.pk, kind="habpps/access_closed").count() == 1
    facts = Entry.objects.get(kind="habpps.departure").facts
    assert facts == {"user": everything.pk, "last_day": last.isoformat()}


def test_every_convention_of_the_organisation_with_the_same_act(here, everything):
    """The same partner with another Caf, where the actor administers too."""
    twin = AgreementFactory(partner=here.partner)
    grant(everything, Role.PARTNER_USER, twin)
    grant(here.admin, Role.PARTNER_ADMIN, twin)
    depart(here.admin, everything, here.agreement)
    assert not actor(everything, clock.today() + 11 * A_DAY).grants
    told = Letter.objects.filter(recipient_id=everything.pk).values_list("agreement_id", flat=True)
    assert sorted(told) == [here.agreement.pk, twin.pk], "one mail for each convention, in its own name"


def test_what_the_actor_does_not_manage_stays(here, elsewhere, everything):
    """The same partner where the actor is nobody, and another partner."""
    twin = AgreementFactory(partner=here.partner)
    grant(everything, Role.PARTNER_USER, twin)
    grant(everything, Role.PARTNER_USER, elsewhere.agreement)
    depart(here.admin, everything, here.agreement)
    left = {each.agreement_id for each in actor(everything, clock.today() + 11 * A_DAY).grants}
    assert left == {twin.pk, elsewhere.agreement.pk}


def test_a_caf_ends_what_lies_under_its_own_conventions(here, everything):
    twin = AgreementFactory(partner=here.partner)
    grant(everything, Role.PARTNER_USER, twin)
    depart(here.caf_admin, everything, here.agreement)
    assert {each.agreement_id for each in actor(everything, clock.today() + 11 * A_DAY).grants} == {twin.pk}
    depart(caf_admin(twin.caf), everything, twin)
    assert not actor(everything, clock.today() + 11 * A_DAY).grants


def seen(here, leaver, days: int = 10):
    accesses = list_standing_accesses(actor(here.admin), access(leaver, here.agreement))
    return describe_departure(accesses, clock.today(), clock.today() + days * A_DAY)


def lost(here, leaver, days: int = 10) -> list[tuple[str, Role]]:
    return [(each.activity, each.role) for each in seen(here, leaver, days).lost]


def test_roles_that_nobody_else_holds(here, everything):
    """« Fr DA » keeps its holder."""
    found = seen(here, everything)
    missing = [Role.FINANCIAL_DATA_PROVIDER, Role.APPROVER]
    assert lost(here, everything) == [(here.activity.name, role) for role in missing]
    assert (found.roles, found.groups, found.seats) == (3, ["AFAS Déclarer"], [])


def test_a_role_over_the_place_counts_for_its_activities(here, everything):
    grant(person(), Role.APPROVER, here.site, agreement=here.agreement)
    assert lost(here, everything) == [(here.activity.name, Role.FINANCIAL_DATA_PROVIDER)]


def test_leaving_a_place_leaves_its_activities(here):
    second = ActivityFactory(agreement=here.agreement, sites=[here.site])
    leaver = person()
    grant(leaver, Role.APPROVER, here.site, agreement=here.agreement)
    assert {activity for activity, _ in lost(here, leaver)} == {here.activity.name, second.name}


def test_somebody_who_leaves_too_before_that_day_holds_nothing(here, everything):
    other = Grant.objects.get(user=here.provider, role=Role.ACTIVITY_DATA_PROVIDER)
    Grant.objects.filter(pk=other.pk).update(valid_until=clock.today() + 5 * A_DAY)
    place = here.activity.name, Role.ACTIVITY_DATA_PROVIDER
    assert place in lost(here, everything)
    assert place not in lost(here, everything, days=3)


def test_an_activity_that_is_over_by_then_is_no_vacancy(here, everything):
    here.activity.closes_on = clock.today() + 5 * A_DAY
    here.activity.save()
    assert lost(here, everything) == []


def test_seats_of_administrators(here):
    assert seen(here, here.other_admin).seats == [Seats(here.agreement.label, 1)]


def test_the_successor_holds_the_same_roles_from_the_next_day(here, everything):
    outcome = depart(here.admin, everything, here.agreement, successor=here.member)
    evening, morning = clock.today() + 10 * A_DAY, clock.today() + 11 * A_DAY
    assert held(here.member, evening) == set()
    assert held(here.member, morning) == {(role, here.activity.pk, None) for role in AFAS_ROLES}
    assert len(outcome.given) == 3
    assert Letter.objects.filter(recipient_id=here.member.pk, kind="habpps/right_given").count() == 1


def test_roles_over_places_and_ends_are_taken_over_as_they_are(here):
    leaver, end = person(), clock.today() + 100 * A_DAY
    grant(leaver, Role.APPROVER, here.site, agreement=here.agreement, valid_until=end)
    depart(here.admin, leaver, here.agreement, successor=here.member)
    taken = Grant.objects.get(user=here.member, role=Role.APPROVER)
    assert (taken.site, taken.valid_from, taken.valid_until) == (here.site, clock.today() + 11 * A_DAY, end)


def test_what_ends_before_is_not_taken_over(here, everything):
    Grant.objects.filter(user=everything, role=Role.APPROVER).update(valid_until=clock.today() + 3 * A_DAY)
    depart(here.admin, everything, here.agreement, successor=here.member)
    assert not Grant.objects.filter(user=here.member, role=Role.APPROVER).exists()


def test_what_ends_on_the_very_next_day_is_taken_over_for_that_day(here, everything):
    morning = clock.today() + 11 * A_DAY
    Grant.objects.filter(user=everything, role=Role.APPROVER).update(valid_until=morning)
    depart(here.admin, everything, here.agreement, successor=here.member)
    taken = Grant.objects.get(user=here.member, role=Role.APPROVER)
    assert (taken.valid_from, taken.valid_until) == (morning, morning)


def test_without_roles_there_is_nothing_to_take_over(here):
    """The successor does not even join « AFAS Déclarer », and hears of nothing."""
    outcome = depart(here.admin, here.declarant, here.agreement, successor=here.member)
    assert outcome.given == []
    assert Grant.objects.filter(user=here.member).count() == 1
    assert not Letter.objects.filter(recipient_id=here.member.pk).exists()


def test_a_role_that_the_successor_holds_already_stays_as_it_is(here, everything):
    outcome = depart(here.admin, everything, here.agreement, successor=here.provider)
    assert outcome.notes == ["Un de ces rôles était déjà tenu par la personne choisie."]
    assert Grant.objects.filter(user=here.provider, role=Role.ACTIVITY_DATA_PROVIDER).count() == 1
    assert len(held(here.provider, clock.today() + 11 * A_DAY)) == 3


def test_a_role_that_the_successor_would_lose_sooner_lasts_as_long_as_that_of_who_leaves(here, everything):
    """Else it would stand vacant later, although somebody has taken it over."""
    soon = clock.today() + 20 * A_DAY
    Grant.objects.filter(user=here.provider, role=Role.ACTIVITY_DATA_PROVIDER).update(valid_until=soon)
    depart(here.admin, everything, here.agreement, successor=here.provider)
    assert Grant.objects.get(user=here.provider, role=Role.ACTIVITY_DATA_PROVIDER).valid_until is None


def test_administration_does_not_pass_to_the_successor(here):
    """That takes an avenant, as does their leaving."""
    with pytest.raises(Refused, match="par un avenant"):
        depart(here.caf_admin, here.other_admin, here.agreement, successor=here.member)
    assert not Grant.objects.filter(user=here.member, role=Role.PARTNER_ADMIN).exists()


def test_nobody_succeeds_to_oneself(here, everything):
    state = before()
    with pytest.raises(ActionError, match="autre personne"):
        depart(here.admin, everything, here.agreement, successor=everything)
    assert before() == state


@pytest.mark.parametrize("declares", [False, True])
def test_nobody_makes_themselves_the_successor(here, everything, declares):
    """Not even an administrator who declares already."""
    if declares:
        grant(here.admin, Role.AFAS_DECLARANT, here.agreement)
    state = before()
    with pytest.raises(Refused, match="vos propres droits"):
        depart(here.admin, everything, here.agreement, successor=here.admin)
    assert before() == state


def test_somebody_outside_the_convention_takes_nothing_over(here, elsewhere, everything):
    outcome = depart(here.admin, everything, here.agreement, successor=elsewhere.member)
    assert outcome.given == []
    assert "n'y a pas accès" in outcome.notes[0]
    assert not Grant.objects.filter(user=elsewhere.member, agreement=here.agreement).exists()


def test_an_administrator_outside_habiliter_names_no_successor(here, everything):
    Grant.objects.filter(user=here.admin, role=Role.AFAS_MANAGER).update(revoked_at=clock.now())
    state = before()
    with pytest.raises(Refused):
        depart(here.admin, everything, here.agreement, successor=here.member)
    assert before() == state
    assert len(depart(here.admin, everything, here.agreement).ended) == 5


def test_an_administrator_leaves_by_an_avenant(here):
    state = before()
    with pytest.raises(Refused, match="par un avenant"):
        depart(here.caf_admin, here.admin, here.agreement)
    assert before() == state


def test_refused_in_one_convention_nothing_ends_in_the_other(here):
    """The last administrator of the second one."""
    twin = AgreementFactory(partner=here.partner)
    grant(here.caf_admin, Role.CAF_ADMIN, twin.caf)
    leaver = partner_admin(twin)
    grant(leaver, Role.PARTNER_USER, here.agreement)
    state = before()
    with pytest.raises(Refused):
        depart(here.caf_admin, leaver, here.agreement)
    assert before() == state


@pytest.mark.parametrize("kind", ["caf_agent", "declarant", "provider", "member"])
def test_nobody_else_records_a_departure(here, elsewhere, everything, kind):
    state = before()
    for user in (getattr(here, kind), elsewhere.admin):
        with pytest.raises(Refused):
            depart(user, everything, here.agreement)
    assert before() == state


def test_a_past_day(here, everything):
    with pytest.raises(ActionError, match="aujourd'hui, ou un jour à venir"):
        depart(here.admin, everything, here.agreement, days=-1)


def test_twice_is_once(here, everything):
    depart(here.admin, everything, here.agreement)
    state = before()
    depart(here.admin, everything, here.agreement)
    assert before() == state


def test_one_page_shows_and_confirms(client, here, everything):
    client.force_login(here.admin)
    address = reverse("habpps:departure", args=[access(everything, here.agreement).public_id])
    page = source(client.get(address))
    assert here.activity.name in page
    assert "Fournisseur de données financières, Approbateur" in page
    typed = {"last_day": "31/12/2098", "successor": here.member.public_id}
    assert client.post(address, {**typed, "act": "show"}).status_code == 200
    assert Grant.objects.filter(user=everything, valid_until=None).exists()
    done = read(client.post(address, typed, follow=True))
    assert "Le départ de" in done
    assert "5\u00a0droits prennent fin" in done


def test_a_successor_from_elsewhere_is_not_in_the_list(client, here, elsewhere, everything):
    client.force_login(here.admin)
    address = reverse("habpps:departure", args=[access(everything, here.agreement).public_id])
    state = before()
    typed = {"last_day": "31/12/2098", "successor": elsewhere.member.public_id}
    assert client.post(address, typed).status_code == 422
    assert before() == state


def test_the_page_costs_the_same_for_one_activity_and_for_thirty(
    client, here, everything, django_assert_max_num_queries
):
    client.force_login(here.admin)
    address = reverse("habpps:departure", args=[access(everything, here.agreement).public_id])
    client.get(address)
    for _ in range(2):
        with django_assert_max_num_queries(10):
            client.get(address)
        for activity in ActivityFactory.create_batch(30, agreement=here.agreement):
            grant(everything, Role.APPROVER, activity)
        member(here.agreement)


@pytest.mark.parametrize(
    ("agreements", "groups", "roles", "said"),
    [
        (["A"], [], 0, "l'accès à « A »"),
        (["A"], ["AFAS Déclarer"], 0, "l'accès à « A » et « AFAS Déclarer »"),
        (["A", "B"], ["AFAS Déclarer"], 1, "l'accès à « A », « B », « AFAS Déclarer » et 1 rôle"),
        (["A"], [], 3, "l'accès à « A » et 3 rôles"),
    ],
)
def test_what_ends_is_told_in_one_sentence(agreements, groups, roles, said):
    found = DepartureEffects(roles, groups, [], [], [])
    assert ending_text(found, agreements).replace("\u00a0", " ") == said
