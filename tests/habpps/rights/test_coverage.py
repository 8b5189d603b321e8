"""A role over an activity is held, given without counting yet, or vacant: the same on home, in lists and in files."""

from datetime import timedelta

import pytest

from portal.accounts.models import User
from portal.base import clock
from portal.habpps import home
from portal.habpps.assignments.forms import COVERS
from portal.habpps.assignments.queries.assignments import Filters
from portal.habpps.assignments.queries.coverage import list_covered_activities, read_coverage
from portal.habpps.assignments.queries.vacancies import (
    count_vacancies,
    read_vacancies,
    uncovered_activities,
    vacancies,
)
from portal.habpps.models import AccessGroup, Agreement, Enrolment, Grant, Invitation, ServiceContract
from portal.habpps.rights.coverage import Cover, lost_cover
from portal.habpps.rights.roles import AFAS_ROLES, Role
from tests.factories.habpps import (
    ActivityFactory,
    AgreementFactory,
    SiteFactory,
    actor,
    caf_admin,
    grant,
    person,
    with_roles,
)

A_DAY = timedelta(days=1)
DA, DF, OK = AFAS_ROLES


def invite(held: Grant) -> None:
    now = clock.now()
    invitation = Invitation.objects.create(
        agreement=held.agreement,
        user=held.user,
        last_name="Roy",
        first_name="Camille",
        email="camille@exemple.fr",
        created_at=now,
        sent_at=now,
    )
    on(Grant, held.parent.parent_id, invitation=invitation)


def set_user(held: Grant, state: str) -> None:
    User.objects.filter(pk=held.user_id).update(state=state)


def on(model, pk, **values) -> None:
    model.objects.filter(pk=pk).update(**values)


YESTERDAY, TODAY, TOMORROW = (-1, 0, 1)


def day(shift: int):
    return clock.today() + shift * A_DAY


# What stands in the way of the role -> how it is covered meanwhile, and what « Qui fait quoi » says.
WAYS = {
    "nothing": (lambda each: None, Cover.HELD, ""),
    "last day is today": (lambda each: on(Grant, each.pk, valid_until=day(TODAY)), Cover.HELD, ""),
    "first day is today": (lambda each: on(Grant, each.pk, valid_from=day(TODAY)), Cover.HELD, ""),
    "begins tomorrow": (
        lambda each: on(Grant, each.pk, valid_from=day(TOMORROW)),
        Cover.DORMANT,
        "à partir du {tomorrow}",
    ),
    "invited": (invite, Cover.DORMANT, "invitation envoyée le {today}, sans réponse"),
    "account never activated": (lambda each: set_user(each, "PENDING"), Cover.DORMANT, "compte à activer"),
    "account suspended": (lambda each: set_user(each, "SUSPENDED"), Cover.DORMANT, "compte suspendu"),
    "access suspended": (
        lambda each: on(Grant, each.parent.parent_id, suspended_at=clock.now()),
        Cover.DORMANT,
        "accès suspendu par la Caf depuis le {today}",
    ),
    "convention suspended": (
        lambda each: on(Agreement, each.agreement_id, suspended_at=clock.now()),
        Cover.DORMANT,
        "convention suspendue par la Caf depuis le {today}",
    ),
    "the access begins tomorrow": (
        lambda each: on(Grant, each.parent.parent_id, valid_from=day(TOMORROW)),
        Cover.DORMANT,
        "à partir du {tomorrow}",
    ),
    "the group opens tomorrow": (
        lambda each: on(AccessGroup, each.parent.group_id, opens_on=day(TOMORROW)),
        Cover.DORMANT,
        "à partir du {tomorrow}",
    ),
    "ended yesterday": (lambda each: on(Grant, each.pk, valid_until=day(YESTERDAY)), Cover.VACANT, None),
    "removed": (lambda each: on(Grant, each.pk, revoked_at=clock.now()), Cover.VACANT, None),
    "the access was removed": (
        lambda each: on(Grant, each.parent.parent_id, revoked_at=clock.now()),
        Cover.VACANT,
        None,
    ),
    "the group's membership ended": (
        lambda each: on(Grant, each.parent_id, valid_until=day(YESTERDAY)),
        Cover.VACANT,
        None,
    ),
    "the enrolment ended": (
        lambda each: on(Enrolment, each.parent.group.enrolment_id, closes_on=day(YESTERDAY)),
        Cover.VACANT,
        None,
    ),
    "the contract ended": (
        lambda each: on(ServiceContract, each.agreement.contract.pk, closes_on=day(YESTERDAY)),
        Cover.VACANT,
        None,
    ),
    "account closed": (lambda each: set_user(each, "CLOSED"), Cover.VACANT, None),
}


@pytest.mark.engine
@pytest.mark.parametrize("over", ["activity", "site"])
@pytest.mark.parametrize("way", WAYS)
def test_every_screen_says_the_same(db, way, over):
    """Of one role, over the activity itself or over its place; the Caf looks, for the convention may be suspended."""
    stand_in_the_way, cover, why = WAYS[way]
    agreement = AgreementFactory()
    site = SiteFactory(partner=agreement.partner)
    activity = ActivityFactory(agreement=agreement, sites=[site])
    held = grant(person(), OK, activity if over == "activity" else site, agreement=agreement)
    stand_in_the_way(Grant.objects.get(pk=held.pk))
    who, role = caf_of(agreement), Filters(role=OK)
    [shown] = read_coverage(list_covered_activities(who, Filters()), who)
    assert shown.cover(OK) is cover
    assert [each.why_not for each in shown.holders[OK]] == ([] if why is None else [_said(why)])
    vacant = cover is Cover.VACANT
    assert [each.roles for each in read_vacancies(vacancies(who, role), role, who)] == [[OK]] * vacant
    assert count_vacancies(who, role) == int(vacant)
    sites = Filters(role=OK, sites=True)
    assert [each.roles for each in read_vacancies(vacancies(who, sites), sites, who)] == [[OK]] * vacant
    [whole] = uncovered_activities(who)
    assert (OK in whole.vacant, OK in whole.dormant) == (vacant, cover is Cover.DORMANT)
    for asked in COVERS.values():
        listed = bool(list(list_covered_activities(who, Filters(), asked)))
        assert listed == (asked is Cover.VACANT or cover is Cover.DORMANT), "the two other roles are vacant"


def _said(why: str) -> str:
    return why.format(today=f"{day(TODAY):%d/%m/%Y}", tomorrow=f"{day(TOMORROW):%d/%m/%Y}")


def caf_of(agreement):
    return actor(caf_admin(agreement.caf))


def test_somebody_who_counts_makes_up_for_somebody_who_does_not(here):
    grant(person(), DA, here.activity, valid_from=day(TOMORROW))
    [shown] = read_coverage(list_covered_activities(actor(here.admin), Filters()), actor(here.admin))
    assert shown.cover(DA) is Cover.HELD
    assert [each.counts for each in shown.holders[DA]] == [True, False]
    assert not list(list_covered_activities(actor(here.admin), Filters(), Cover.DORMANT))


def lacking(who, **filters) -> dict[tuple[str, str], list[Role]]:
    """(convention, place) -> the roles that « Non attribué » lists."""
    asked = Filters(**filters)
    found = read_vacancies(vacancies(who, asked), asked, who)
    return {(each.agreement_id, each.place): each.roles for each in found}


@pytest.fixture
def twin(here):
    """The same partner with another Caf: an activity of its own in the same place."""
    agreement = AgreementFactory(partner=here.partner)
    grant(here.admin, Role.PARTNER_ADMIN, agreement)
    grant(here.admin, Role.AFAS_MANAGER, agreement)
    return ActivityFactory(agreement=agreement, sites=[here.site])


@pytest.mark.parametrize("over", ["site", "activity"])
def test_a_role_held_under_one_convention_hides_no_vacancy_of_another(here, twin, over):
    for role in AFAS_ROLES:
        grant(person(), role, getattr(here, over), agreement=here.agreement)
    who = actor(here.admin)
    other = twin.agreement.public_id
    assert lacking(who) == {(other, twin.name): [DA, DF, OK]}
    assert lacking(who, sites=True) == {(other, here.site.name): [DA, DF, OK]}
    assert [each.activity for each in uncovered_activities(who)] == [f"{twin.name} ({twin.agreement.caf.name})"]
    assert [row["name"] for row in list_covered_activities(who, Filters(), Cover.VACANT)] == [twin.name]


def test_a_place_lacks_what_one_of_its_activities_lacks(here):
    """Roles over each of the activities leave the place without a vacancy; a second activity brings one back."""
    with_roles(here.activity, DF, OK)
    who, place = actor(here.admin), (here.agreement.public_id, here.site.name)
    assert lacking(who, sites=True) == {}
    second = ActivityFactory(agreement=here.agreement, sites=[here.site])
    with_roles(second, DA)
    assert lacking(who, sites=True) == {place: [DF, OK]}
    assert lacking(who, sites=True, role=OK) == {place: [OK]}
    assert lacking(who, sites=True, role=DA) == {}


@pytest.mark.parametrize(
    ("dates", "lacks"),
    [
        ({"closes_on": YESTERDAY}, False),
        ({"closes_on": TODAY}, True),
        ({"opens_on": TOMORROW}, False),
        ({"opens_on": TODAY}, True),
    ],
)
def test_an_activity_lacks_nobody_unless_it_is_open_today(here, dates, lacks):
    for name, shift in dates.items():
        setattr(here.activity, name, day(shift))
    here.activity.save()
    who = actor(here.admin)
    assert bool(lacking(who)) == bool(lacking(who, sites=True)) == bool(list(uncovered_activities(who))) == lacks


def test_a_place_without_an_activity_lacks_nobody(here):
    SiteFactory(partner=here.partner, name="Salle vide")
    assert {place for _, place in lacking(actor(here.admin), sites=True)} == {here.site.name}


def test_home_tells_vacancies_from_what_is_awaited(here):
    """One card for an activity with a vacancy, one for all that is given without counting yet."""
    held = grant(person(), DF, here.activity, valid_from=day(TOMORROW))
    cards = {card.title: card for card in home._vacancies(actor(here.admin))}
    assert cards[f"{here.activity.name} : rôle non attribué"].detail == "Approbateur"
    waiting = cards["Rôles attribués, mais sans effet aujourd'hui"]
    assert waiting.detail == here.activity.name
    assert waiting.href.endswith("?roles=sans-effet")
    on(Grant, held.pk, valid_from=day(TODAY))
    assert "Rôles attribués, mais sans effet aujourd'hui" not in {
        card.title for card in home._vacancies(actor(here.admin))
    }


def losing(agreement, *ending, shift: int = TODAY):
    found = lost_cover([agreement.pk], [each.pk for each in ending], day(shift))
    return [(each.activity, each.role, each.left) for each in found]


def test_what_an_end_leaves_vacant_or_awaited(here):
    """Only what gets worse: what is vacant already is not lost, nor what ends by itself before that day."""
    held = Grant.objects.get(user=here.provider, role=DA)
    assert losing(here.agreement, held) == [(here.activity.name, DA, Cover.VACANT)]
    coming = grant(person(), DA, here.activity, valid_from=day(TOMORROW))
    assert losing(here.agreement, held) == [(here.activity.name, DA, Cover.DORMANT)]
    assert losing(here.agreement, held, shift=TOMORROW) == [], "the other one has begun by then"
    assert losing(here.agreement, coming) == []
    assert losing(here.agreement, held, coming) == [(here.activity.name, DA, Cover.VACANT)]
    on(Grant, held.pk, valid_until=day(TODAY))
    on(Grant, coming.pk, revoked_at=clock.now())
    assert losing(here.agreement, held, shift=TOMORROW) == []


def test_what_is_lost_follows_the_activities_of_a_place(here, twin):
    """Those of the same convention that are not closed by then, in the order of their names."""
    second = ActivityFactory(agreement=here.agreement, name="Accueil", sites=[here.site])
    ending = ActivityFactory(agreement=here.agreement, name="Bref", sites=[here.site], closes_on=day(TODAY))
    held = grant(person(), OK, here.site, agreement=here.agreement)
    names = [second.name, ending.name, here.activity.name]
    assert losing(here.agreement, held) == [(name, OK, Cover.VACANT) for name in names]
    assert losing(here.agreement, held, shift=TOMORROW) == [
        (name, OK, Cover.VACANT) for name in names if name != ending.name
    ]
