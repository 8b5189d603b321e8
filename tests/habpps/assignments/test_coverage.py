"""« Qui fait quoi »: an administrator sees, activity by activity, who holds the three roles and what nobody holds."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.accounts.models import User
from portal.base import clock
from portal.habpps.models import Grant
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.journal.models import Entry
from tests.factories.habpps import (
    ActivityFactory,
    AgreementFactory,
    SiteFactory,
    approver,
    declarant,
    fr_da,
    fr_df,
    grant,
    invited,
    national_admin,
)
from tests.net.reading import read, source, tree

PAGE = "/habilitations/activites"
VACANT, NOT_YET = "Non attribué", "Attribué, sans effet aujourd’hui"


def cells(client, **query: str) -> dict[str, list[str]]:
    """Activity -> what its three roles show, then its action."""
    answer = client.get(PAGE, query)
    assert answer.status_code == 200
    main = tree(answer).get_element_by_id("contenu")
    found = {}
    for row in main.findall(".//tbody/tr"):
        name, *others = [" ".join(" ".join(cell.itertext()).split()) for cell in row]
        found[name] = others
    return found


@pytest.fixture
def ludo(here):
    """A second activity, that nobody works for yet."""
    return ActivityFactory(agreement=here.agreement, name="Ludothèque", sites=[here.site])


def called(activity) -> str:
    return f"{activity.name} {activity.agreement.partner.name}"


@pytest.mark.parametrize("kind", ["caf_admin", "caf_agent", "admin"])
def test_the_three_roles_stand_side_by_side(client, here, ludo, kind):
    people = [here.provider, fr_df(here.activity), approver(here.activity)]
    client.force_login(getattr(here, kind))
    found = cells(client)
    assert found[called(here.activity)][:3] == [user.get_full_name() for user in people]
    assert found[called(ludo)][:3] == [VACANT] * 3


def test_several_people_hold_one_role(client, here):
    second = fr_da(here.activity)
    client.force_login(here.caf_admin)
    [first, *_] = cells(client)[called(here.activity)]
    assert sorted([here.provider.get_full_name(), second.get_full_name()]) == sorted(
        [first[: len(here.provider.get_full_name())], first[len(here.provider.get_full_name()) + 1 :]]
    )


def test_a_role_over_a_place_counts_for_its_activities_and_names_the_place(client, here, ludo):
    """And for no activity of another convention that takes place there."""
    theirs = AgreementFactory(partner=here.partner)
    other = ActivityFactory(agreement=theirs, name="Autre", sites=[here.site])
    user = declarant(here.agreement)
    grant(user, Role.APPROVER, here.site, agreement=here.agreement)
    client.force_login(national_admin())
    found = cells(client)
    # Who sees the conventions of both Cafs reads which is which.
    assert found[f"{called(ludo)} ({here.caf.name})"][2] == f"{user.get_full_name()} {here.site.name}"
    assert found[f"{called(other)} ({theirs.caf.name})"][2] == VACANT


def test_what_is_to_come_and_what_ends_are_told(client, here):
    """Somebody who begins next month does not hold the role today, which is not vacant either."""
    Grant.objects.filter(user=here.provider, role=Role.ACTIVITY_DATA_PROVIDER).update(
        valid_until=clock.today() + timedelta(days=9)
    )
    coming = declarant(here.agreement)
    start = clock.today() + timedelta(days=30)
    grant(coming, Role.APPROVER, here.activity, valid_from=start)
    client.force_login(here.caf_admin)
    da, _, approves, *_ = cells(client)[called(here.activity)]
    assert da == f"{here.provider.get_full_name()} jusqu’au {clock.today() + timedelta(days=9):%d/%m/%Y}"
    assert approves == f"{NOT_YET} {coming.get_full_name()} à partir du {start:%d/%m/%Y}"


def test_what_is_over_or_removed_is_not_shown(client, here):
    gone, removed = fr_df(here.activity), approver(here.activity)
    yesterday = clock.today() - timedelta(days=1)
    Grant.objects.filter(user=gone, role=Role.FINANCIAL_DATA_PROVIDER).update(valid_until=yesterday)
    Grant.objects.filter(user=removed, role=Role.APPROVER).update(revoked_at=clock.now(), revoked_by=here.admin)
    client.force_login(here.caf_admin)
    assert cells(client)[called(here.activity)][1:3] == [VACANT] * 2


def test_whoever_is_suspended_does_not_hold_the_role_today(client, here):
    Grant.objects.filter(user=here.provider, role=Role.PARTNER_USER).update(suspended_at=clock.now())
    client.force_login(here.caf_admin)
    shown = cells(client)[called(here.activity)][0]
    since = f"accès suspendu par la Caf depuis le {clock.today():%d/%m/%Y}"
    assert shown == f"{NOT_YET} {here.provider.get_full_name()} {since}"


def test_only_what_lacks_somebody(client, here, ludo):
    fr_df(here.activity), approver(here.activity)
    client.force_login(here.caf_admin)
    assert list(cells(client, roles="non-attribues")) == [called(ludo)]
    assert len(cells(client)) == 2


def test_activities_are_found_by_name_and_by_nature(client, here, ludo):
    client.force_login(here.caf_admin)
    assert list(cells(client, activite="LUDOTHEQUE")) == [called(ludo)]
    assert len(cells(client, nature=ludo.nature_code)) == 2
    assert len(cells(client, partenaire=here.agreement.public_id)) == 2


def test_a_closed_activity_is_not_expected_to_have_anybody(client, here, ludo):
    ludo.closes_on = clock.today() - timedelta(days=1)
    ludo.save()
    client.force_login(here.caf_admin)
    assert called(ludo) not in cells(client)


def test_one_click_leads_to_giving_what_is_missing(client, here, ludo):
    """The form opens on the convention, the activity and the vacant roles."""
    fr_df(ludo)
    client.force_login(here.admin)
    page = tree(client.get(PAGE))
    [link] = [each.get("href") for each in page.iter("a") if f"pour {ludo.name}" in each.text_content()]
    form = tree(client.get(link))
    ticked = {box.get("value") for box in form.findall(".//main//input[@checked]")}
    assert {ludo.public_id, Role.ACTIVITY_DATA_PROVIDER.value, Role.APPROVER.value} <= ticked
    assert Role.FINANCIAL_DATA_PROVIDER.value not in ticked


def test_who_may_not_give_roles_reads_without_the_button(client, here):
    client.force_login(here.caf_agent)
    assert "Habiliter" not in cells(client)[called(here.activity)][-1]


def test_another_partner_and_another_caf_see_nothing_of_it(client, here, elsewhere):
    for who in (elsewhere.admin, elsewhere.caf_admin, elsewhere.caf_agent):
        client.force_login(who)
        assert list(cells(client)) == [called(elsewhere.activity)]
        assert here.provider.get_full_name() not in source(client.get(PAGE))


@pytest.mark.parametrize("kind", ["provider", "member"])
def test_who_manages_no_rights_is_told_why(client, here, kind):
    client.force_login(getattr(here, kind))
    assert client.get(PAGE).status_code == 403


def test_an_invited_person_goes_by_the_words_typed_and_does_not_count_yet(client, here, elsewhere):
    """The account existed: its name is told to nobody here."""
    user: User = elsewhere.member
    User.objects.filter(pk=user.pk).update(first_name="Vrai", last_name="Nomcaché")
    grant(user, Role.APPROVER, here.activity)
    invited(user, here.agreement, email="tape@exemple.fr")
    client.force_login(here.caf_admin)
    assert cells(client)[called(here.activity)][2] == (
        f"{NOT_YET} Nom Tapé invitation envoyée le {clock.today():%d/%m/%Y}, sans réponse"
    )
    assert "Nomcaché" not in source(client.get(PAGE))


def test_the_list_leaves_as_a_file_and_the_journal_tells_it(client, here, ludo):
    client.force_login(here.caf_admin)
    answer = client.post(PAGE, {"format": "csv"})
    text = answer.getvalue().decode("utf-8-sig")
    header, *lines = text.splitlines()
    assert header.split(";")[:2] == ["Partenaire", "Activité"]
    assert any(ludo.name in line and line.count(VACANT) == len(AFAS_ROLES) for line in lines)
    assert any(here.provider.get_full_name() in line for line in lines)
    assert Entry.objects.get(kind="habpps.exported").facts["rows"] == 2


def test_one_and_twenty_activities_cost_the_same_queries(client, here, same_queries):
    def more(count: int) -> None:
        for number in range(count):
            activity = ActivityFactory(agreement=here.agreement, sites=[SiteFactory(partner=here.partner)])
            fr_da(activity, last_name=f"Personne{number}")

    client.force_login(here.caf_admin)
    same_queries(PAGE, lambda: more(1), lambda: more(19))


def test_namesakes_stand_apart_and_nobody_else_needs_an_identifier(client, here):
    pair = [fr_da(here.activity, first_name="Jean", last_name="Martin") for _ in range(2)]
    client.force_login(here.admin)
    page = read(client.get(reverse("habpps:coverage")))
    assert all(f"Jean Martin ({each.username})" in page for each in pair)
    assert here.provider.username not in page
