"""« Supprimer » says what it changes before it is confirmed, and offers a last day: one right, several, an access."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.base import clock
from portal.base.errors import ActionError, Refused
from portal.habpps.grants.actions.ending import end_grant
from portal.habpps.grants.queries.ends import Loss, describe_ends
from portal.habpps.models import Grant
from portal.habpps.people.actions.selection import leave_groups
from portal.habpps.rights.coverage import Cover
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import ActivityFactory, actor, grant, person, with_roles
from tests.net.reading import read, source

A_DAY = timedelta(days=1)
DA, DF, OK = AFAS_ROLES
DECLARES = "Membre du groupe «\u00a0AFAS Déclarer\u00a0»"


def of(user, role) -> Grant:
    return Grant.objects.get(user=user, role=role)


def last():
    return clock.today() + 10 * A_DAY


def effects(held: Grant, last_day=None):
    return describe_ends([held], clock.today(), last_day)


def test_a_role_takes_itself_away_and_leaves_a_vacancy(here):
    found = effects(of(here.provider, DA))
    name = here.provider.get_full_name()
    assert found.losses == [Loss(name, [f"Fournisseur de données d'activité, {here.activity.name}"], 0)]
    assert [(each.activity, each.role, each.left) for each in found.lost] == [(here.activity.name, DA, Cover.VACANT)]


def test_a_group_takes_its_roles_with_it_and_an_access_everything(here):
    leaver = with_roles(here.activity, DF, OK)
    name = leaver.get_full_name()
    assert effects(of(leaver, Role.AFAS_DECLARANT)).losses == [Loss(name, [DECLARES], 2)]
    assert effects(of(leaver, Role.PARTNER_USER)).losses == [Loss(name, ["Utilisateur de la convention", DECLARES], 2)]
    assert [each.role for each in effects(of(leaver, Role.PARTNER_USER)).lost] == [DF, OK]


def test_what_ends_by_itself_on_that_day_or_before_is_not_taken_away(here):
    held = of(here.provider, DA)
    for until, taken in ((last(), False), (last() + A_DAY, True)):
        Grant.objects.filter(pk=held.pk).update(valid_until=until)
        assert bool(effects(held, last()).losses) == taken


def test_several_people_are_told_apart(here):
    other = with_roles(here.activity, DA)
    found = describe_ends([of(here.provider, DA), of(other, DA)], clock.today(), None)
    assert [each.person for each in found.losses] == [here.provider.get_full_name(), other.get_full_name()]
    assert [each.role for each in found.lost] == [DA], "neither makes up for the other"


def test_a_right_ends_on_its_last_day(here):
    """With all that hangs under it; the person reads the day, the journal the reason, and the row who set the end."""
    end_grant(
        actor=actor(here.admin), grant=of(here.provider, Role.AFAS_DECLARANT), last_day=last(), reason="Fin  de mission"
    )
    for role in (Role.AFAS_DECLARANT, DA):
        ended = of(here.provider, role)
        assert (ended.revoked_at, ended.valid_until, ended.end_set_by) == (None, last(), here.admin)
    [sent] = Letter.objects.filter(recipient_id=here.provider.pk)
    assert sent.kind == "habpps/right_removed"
    assert f"Il prend fin le {last():%d/%m/%Y} au soir." in sent.email.message
    assert {each.facts["reason"] for each in Entry.objects.filter(kind="habpps.right_changed")} == {"Fin de mission"}


def test_at_once_without_a_day(here):
    ended = end_grant(actor=actor(here.admin), grant=of(here.provider, DA))
    assert ended.revoked_at is not None
    assert "Il prend fin dès maintenant." in Letter.objects.get().email.message


def test_a_right_to_come_that_would_begin_afterwards_is_removed(here):
    coming = grant(person(), OK, here.activity, valid_from=last() + A_DAY)
    ended = end_grant(actor=actor(here.admin), grant=coming, last_day=last())
    assert ended.revoked_at is not None
    assert "Il prend fin dès maintenant." in Letter.objects.get().email.message


@pytest.mark.parametrize(
    ("until", "asked", "why"),
    [
        (None, -1, "aujourd'hui, ou un jour à venir"),
        (5, 5, "prend déjà fin"),
        (5, 6, "prend déjà fin"),
    ],
)
def test_days_that_end_nothing(here, until, asked, why):
    held = of(here.provider, DA)
    day = None if until is None else clock.today() + until * A_DAY
    Grant.objects.filter(pk=held.pk).update(valid_until=day)
    with pytest.raises(ActionError, match=why) as refused:
        end_grant(actor=actor(here.admin), grant=held, last_day=clock.today() + asked * A_DAY)
    assert list(refused.value.errors) == ["last_day"]
    assert (of(here.provider, DA).valid_until, of(here.provider, DA).revoked_at) == (day, None)
    assert not Entry.objects.exists()
    assert not Letter.objects.exists()


def test_the_day_before_the_end_that_is_set_is_a_day(here):
    held = of(here.provider, DA)
    Grant.objects.filter(pk=held.pk).update(valid_until=last() + A_DAY)
    end_grant(actor=actor(here.admin), grant=held, last_day=last())
    assert of(here.provider, DA).valid_until == last()


@pytest.mark.parametrize("role", [Role.PARTNER_ADMIN, Role.PARTNER_USER])
def test_an_administrator_does_not_go_later_either(here, role):
    """An avenant alone ends the function, on whatever day."""
    with pytest.raises(Refused, match="par un avenant"):
        end_grant(actor=actor(here.caf_admin), grant=of(here.admin, role), last_day=last())
    assert of(here.admin, role).valid_until is None


def test_several_leave_a_group_on_a_day(here):
    group = [of(here.provider, Role.AFAS_DECLARANT), of(here.declarant, Role.AFAS_DECLARANT)]
    asked = {"actor": actor(here.admin), "agreement": here.agreement, "memberships": group}
    with pytest.raises(ActionError, match="à venir"):
        leave_groups(**asked, last_day=clock.today() - A_DAY)
    assert all(line.done for line in leave_groups(**asked, last_day=last()))
    assert {each.valid_until for each in Grant.objects.filter(pk__in=[each.pk for each in group])} == {last()}


PAGES = {
    "role": lambda here: (reverse("habpps:grant_end", args=[of(here.provider, DA).public_id]), {}),
    "group": lambda here: (reverse("habpps:grant_end", args=[of(here.provider, Role.AFAS_DECLARANT).public_id]), {}),
    "access": lambda here: (reverse("habpps:user_close", args=[of(here.provider, Role.PARTNER_USER).public_id]), {}),
    "accesses": lambda here: (
        reverse("habpps:users_close", args=[here.agreement.public_id]),
        {"selection": [of(here.provider, Role.PARTNER_USER).public_id], "confirmed": "oui"},
    ),
    "groups": lambda here: (
        reverse("habpps:groups_leave", args=[here.agreement.public_id]),
        {"selection": [of(here.provider, Role.AFAS_DECLARANT).public_id], "confirmed": "oui"},
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_it_for_the_day_that_is_typed_then_does_it(client, here, name):
    """A look writes nothing and keeps what was typed."""
    address, typed = PAGES[name](here)
    client.force_login(here.admin)
    typed |= {"last_day": f"{last():%d/%m/%Y}", "reason": "Fin de mission"}
    seen = client.post(address, {**typed, "act": "show"})
    assert seen.status_code == 200
    text = read(seen)
    assert f"{here.provider.get_full_name()} perd : " in text
    assert f"Ce qui restera sans titulaire à partir du {(last() + A_DAY).day} " in text
    assert here.activity.name in text.partition("Ce qui restera sans titulaire")[2]
    assert f'value="{last():%d/%m/%Y}"' in source(seen)
    assert 'value="Fin de mission"' in source(seen)
    assert of(here.provider, DA).valid_until is None
    assert not Entry.objects.exists()
    assert client.post(address, typed).status_code == 302
    assert of(here.provider, DA).valid_until == last()


def test_what_somebody_else_still_holds_is_no_vacancy(client, here):
    with_roles(here.activity, DA)
    client.force_login(here.admin)
    text = read(client.get(PAGES["role"](here)[0]))
    assert "Chaque rôle garde au moins un titulaire." in text


def test_the_page_costs_the_same_for_one_role_and_for_thirty(client, here, same_queries):
    held = of(here.provider, Role.AFAS_DECLARANT)

    def more(count: int) -> None:
        for activity in ActivityFactory.create_batch(count, agreement=here.agreement):
            grant(here.provider, OK, activity)

    client.force_login(here.admin)
    same_queries(reverse("habpps:grant_end", args=[held.public_id]), lambda: more(1), lambda: more(29))
