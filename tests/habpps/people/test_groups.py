"""« Gérer les groupes »: a list as the others, memberships changed one by one or taken away several at once."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.base import clock
from portal.base.errors import Refused
from portal.habpps.models import AccessGroup, Agreement, Grant
from portal.habpps.people.actions.selection import leave_groups
from portal.habpps.people.queries.groups import MemberSearch, list_members
from portal.habpps.rights.roles import GROUP_ROLES, Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import actor, declarant, fr_da, group
from tests.net.reading import read, source

LEAVE = "groups_leave"


def address(name: str, agreement) -> str:
    return reverse(f"habpps:{name}", args=[agreement.public_id])


def membership(user) -> Grant:
    return Grant.objects.get(user=user, role=Role.AFAS_DECLARANT)


def found(who, agreement, **search) -> list[str]:
    return [row["shown_last_name"] for row in list_members(actor(who), agreement, MemberSearch(**search))]


def page(client, who, agreement, query: str = "") -> str:
    client.force_login(who)
    answer = client.get(f"{address('groups', agreement)}{query}")
    assert answer.status_code == 200
    return source(answer)


def leave(client, who, agreement, people, **typed):
    client.force_login(who)
    return client.post(
        address(LEAVE, agreement), {"selection": [membership(each).public_id for each in people], **typed}
    )


def test_who_is_in_which_group_shows_with_the_days(client, here):
    html = page(client, here.admin, here.agreement)
    held = membership(here.declarant)
    assert here.declarant.get_full_name() in html
    assert reverse("habpps:user", args=[held.parent.public_id]) in html
    assert f"{held.valid_from:%d/%m/%Y}" in html


def test_it_is_narrowed_to_a_group_and_to_a_name(here):
    bakari = declarant(here.agreement, first_name="Bakari", last_name="Konaté")
    everybody = found(here.admin, here.agreement)
    inside = found(here.admin, here.agreement, group=group(here.agreement).public_id)
    assert set(inside) < set(everybody)
    assert {here.declarant.last_name, bakari.last_name} <= set(inside)
    assert found(here.admin, here.agreement, user="kona baka") == ["Konaté"]


def test_it_is_sorted_either_way(here):
    names = found(here.admin, here.agreement, sort="nom")
    assert names == sorted(names)
    assert found(here.admin, here.agreement, sort="-nom")[0] == names[-1]


def test_who_has_left_or_whose_access_is_over_is_not_there(here):
    gone, closed = declarant(here.agreement, last_name="Partie"), declarant(here.agreement, last_name="Close")
    Grant.objects.filter(pk=membership(gone).pk).update(valid_until=clock.today() - timedelta(days=1))
    Grant.objects.filter(pk=membership(closed).parent_id).update(revoked_at=clock.now())
    assert not {"Partie", "Close"} & set(found(here.admin, here.agreement))


def test_another_convention_s_people_are_not_there(client, here, elsewhere):
    assert not set(found(here.admin, elsewhere.agreement))
    client.force_login(here.admin)
    assert client.get(address("groups", elsewhere.agreement)).status_code == 404


def test_three_hundred_members_come_by_pages_in_as_many_queries(client, here, django_assert_max_num_queries):
    for _ in range(60):
        declarant(here.agreement)
    client.force_login(here.admin)
    with django_assert_max_num_queries(10):
        answer = client.get(f"{address('groups', here.agreement)}?par_page=50")
    html = source(answer)
    assert html.count("<tr") == 51
    assert len(answer.content) < 100_000


def test_the_list_leaves_as_a_file(client, here):
    client.force_login(here.admin)
    answer = client.post(address("groups", here.agreement), {"format": "csv"})
    text = answer.getvalue().decode("utf-8-sig")
    assert text.startswith("Utilisateur;Groupe;Depuis;Jusqu’au")
    assert here.declarant.get_full_name() in text
    assert Entry.objects.get(kind="habpps.exported").agreement_id == here.agreement.pk


def test_nobody_changes_their_own_membership_nor_those_they_may_not_give(client, here):
    """The administrator gives « AFAS Déclarer » ; as a member of « AFAS Habiliter », that group too, never their own."""
    own = Grant.objects.get(user=here.admin, role=Role.AFAS_MANAGER)
    others = Grant.objects.get(user=here.other_admin, role=Role.AFAS_MANAGER)
    html = page(client, here.admin, here.agreement)
    assert reverse("habpps:grant_end", args=[own.public_id]) not in html
    assert reverse("habpps:grant_end", args=[others.public_id]) in html
    assert "Retirer du groupe" not in page(client, here.caf_agent, here.agreement)


def test_a_membership_changed_or_ended_leads_back_to_the_groups(client, here):
    held = membership(here.declarant)
    client.force_login(here.admin)
    typed = {"valid_from": f"{held.valid_from:%d/%m/%Y}", "valid_until": f"{clock.today():%d/%m/%Y}"}
    answer = client.submit(reverse("habpps:grant_change", args=[held.public_id]), typed)
    assert answer.url == address("groups", here.agreement)
    held.refresh_from_db()
    assert held.valid_until == clock.today()


def test_the_ticked_ones_are_named_before_anything_ends(client, here):
    answer = leave(client, here.admin, here.agreement, [here.declarant])
    assert answer.status_code == 200
    assert here.declarant.get_full_name() in source(answer)
    assert membership(here.declarant).revoked_at is None


def test_once_confirmed_they_are_out_and_their_roles_end_too(client, here):
    provider = fr_da(here.activity)
    letters = Letter.objects.count()
    answer = leave(
        client, here.admin, here.agreement, [here.declarant, provider], confirmed="oui", reason="Réorganisation"
    )
    assert answer.url == address("groups", here.agreement)
    assert membership(here.declarant).revoked_by == here.admin
    assert not Grant.objects.filter(user=provider, role=Role.ACTIVITY_DATA_PROVIDER, revoked_at=None).exists()
    assert Grant.objects.filter(user=provider, role=Role.PARTNER_USER, revoked_at=None).exists()
    assert Letter.objects.count() == letters + 2
    said = Entry.objects.filter(kind="habpps.right_removed").order_by("pk")[0]
    assert said.facts["reason"] == "Réorganisation"
    assert "2\u00a0personnes : hors du groupe" in read(client.get(answer.url))


def test_one_that_the_actor_may_not_end_stays_and_is_told_apart(here):
    """The administrator's own membership."""
    own = Grant.objects.get(user=here.admin, role=Role.AFAS_MANAGER)
    lines = leave_groups(
        actor=actor(here.admin), agreement=here.agreement, memberships=[own, membership(here.declarant)]
    )
    assert [line.done for line in lines] == [False, True]
    assert lines[0].text
    own.refresh_from_db()
    assert own.revoked_at is None


def test_another_convention_s_memberships_are_as_if_they_did_not_exist(client, here, elsewhere):
    answer = leave(client, here.admin, here.agreement, [elsewhere.declarant], confirmed="oui")
    assert answer.url == address("groups", here.agreement)
    assert "Cochez au moins une personne" in read(client.get(answer.url))
    assert membership(elsewhere.declarant).revoked_at is None


@pytest.mark.parametrize(("kind", "status"), [("caf_agent", 403), ("member", 404), ("provider", 404)])
def test_who_only_reads_or_is_nobody_there_takes_nobody_out(client, here, kind, status):
    answer = leave(client, getattr(here, kind), here.agreement, [here.declarant], confirmed="oui")
    assert answer.status_code == status
    assert membership(here.declarant).revoked_at is None


def test_the_action_asks_for_the_right_itself(here):
    with pytest.raises(Refused):
        leave_groups(actor=actor(here.caf_agent), agreement=here.agreement, memberships=[membership(here.declarant)])
    assert not Grant.objects.filter(role__in=GROUP_ROLES.values()).exclude(revoked_at=None).exists()


def test_leaving_several_groups_says_who_leaves_which_and_what_ends_with_it(client, here):
    client.force_login(here.admin)
    held = membership(here.declarant)
    page = read(client.post(address(LEAVE, here.agreement), {"selection": [held.public_id]}))
    who = f"{here.declarant.get_full_name()} ({here.declarant.username})"
    assert f"{who}, Membre du groupe «\u00a0AFAS Déclarer\u00a0»" in page
    one = read(client.get(reverse("habpps:grant_end", args=[held.public_id])))
    loses = f"{here.declarant.get_full_name()} perd : Membre du groupe «\u00a0AFAS Déclarer\u00a0»."
    assert loses in page
    assert loses in one


# « Ajouter au groupe » asks for a closing date where something has one ------------------------------


def joining(client, here) -> str:
    client.force_login(here.admin)
    return reverse("habpps:group_add", args=[Grant.objects.get(user=here.member).public_id])


@pytest.mark.parametrize("ends", ["convention", "group", "nothing"])
def test_a_closing_date_is_asked_for_only_where_there_is_one(client, here, ends):
    """Of one person, and of those ticked in the list."""
    last, into = clock.today() + timedelta(days=200), group(here.agreement)
    if ends == "convention":
        Agreement.objects.filter(pk=here.agreement.pk).update(closes_on=last)
    if ends == "group":
        AccessGroup.objects.filter(pk=into.pk).update(closes_on=last)
    form = joining(client, here)
    asked = 'name="valid_until"' in source(client.get(form))
    assert asked is (ends != "nothing")
    typed = {"group": into.public_id, "valid_from": f"{clock.today():%d/%m/%Y}"}
    ticked = {"selection": [Grant.objects.get(user=here.member).public_id]}
    several = source(client.post(reverse("habpps:users_group", args=[here.agreement.public_id]), ticked))
    assert ('name="valid_until"' in several) is asked
    if asked:
        answer = client.post(form, {**typed, "valid_until": ""})
        assert answer.status_code == 422
        assert "Indiquez une date" in read(answer)
        typed["valid_until"] = f"{last:%d/%m/%Y}"
    assert client.post(form, typed).status_code == 302
    assert Grant.objects.get(user=here.member, role=Role.AFAS_DECLARANT).valid_until == (last if asked else None)


def test_the_other_group_without_an_end_asks_for_nothing(client, here):
    ends, open_ended = (group(here.agreement, kind) for kind in AccessGroup.Kind)
    AccessGroup.objects.filter(pk=ends.pk).update(closes_on=clock.today() + timedelta(days=200))
    typed = {"group": open_ended.public_id, "valid_from": f"{clock.today():%d/%m/%Y}", "valid_until": ""}
    assert client.post(joining(client, here), typed).status_code == 302


def test_a_group_of_another_convention_is_no_choice(client, here, elsewhere):
    answer = client.submit(joining(client, here), {"group": group(elsewhere.agreement).public_id})
    assert answer.status_code == 422
    assert "de la liste" in read(answer)
    assert not Grant.objects.filter(user=here.member).exclude(role=Role.PARTNER_USER).exists()


def test_only_groups_that_one_may_give_are_offered(client, here):
    """An administrator outside « AFAS Habiliter » does not put people there."""
    Grant.objects.filter(user=here.admin, role=Role.AFAS_MANAGER).update(revoked_at=clock.now())
    offered = source(client.get(joining(client, here)))
    assert group(here.agreement).public_id in offered
    assert group(here.agreement, AccessGroup.Kind.AFAS_HABILITER).public_id not in offered


def test_the_last_one_who_gives_roles_is_not_asked_about(client, here):
    """Ticked, or alone: why not is said before anything is confirmed."""
    Grant.objects.filter(user=here.other_admin, role=Role.AFAS_MANAGER).update(revoked_at=clock.now())
    held = Grant.objects.get(user=here.admin, role=Role.AFAS_MANAGER)
    client.force_login(here.caf_admin)
    for answer in (
        client.post(address(LEAVE, here.agreement), {"selection": [held.public_id]}),
        client.get(reverse("habpps:grant_end", args=[held.public_id])),
    ):
        assert "Plus personne ne pourrait donner de rôle" in read(answer)
        assert 'name="reason"' not in source(answer)


def test_namesakes_stand_apart_in_the_list(client, here):
    pair = [declarant(here.agreement, first_name="Jean", last_name="Martin") for _ in range(2)]
    client.force_login(here.admin)
    listed = read(client.get(address("groups", here.agreement)))
    assert all(each.username in listed for each in pair)
    narrowed = read(client.get(address("groups", here.agreement), {"utilisateur": pair[0].username}))
    assert pair[0].username in narrowed
    assert pair[1].username not in narrowed
