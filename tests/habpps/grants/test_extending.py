"""The same right asked for again with other dates: « prolonger » is offered, in one click, and nothing typed is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.base import clock
from portal.habpps.assignments.actions import assign_roles
from portal.habpps.imports.actions import confirm_import, keep_import
from portal.habpps.imports.spreadsheets import read_lines
from portal.habpps.models import Agreement, Grant, UserImport
from portal.habpps.people.actions.selection import add_selection_to_group
from portal.habpps.people.actions.users import add_to_group
from portal.habpps.rights.extending import AlreadyGiven
from portal.habpps.rights.roles import AFAS_ROLES, Role
from portal.journal.models import Entry
from portal.mail.models import Letter
from tests.factories.habpps import ActivityFactory, actor, declarant, grant, group
from tests.habpps.imports.sheets import csv, row
from tests.net.reading import read, source

A_DAY = timedelta(days=1)
DA, DF, OK = AFAS_ROLES


def soon():
    return clock.today() + 30 * A_DAY


def later():
    return clock.today() + 400 * A_DAY


def days(day) -> str:
    return f"{day:%d/%m/%Y}"


@pytest.fixture
def ending(here) -> Grant:
    """A role that ends soon."""
    held = Grant.objects.get(user=here.provider, role=DA)
    Grant.objects.filter(pk=held.pk).update(valid_until=soon())
    held.refresh_from_db()
    return held


def assign(here, *, until=None, start=None, extend=None, roles=(DA,), activities=()):
    return assign_roles(
        actor=actor(here.admin),
        agreement=here.agreement,
        user=here.provider,
        roles=list(roles),
        valid_from=start or clock.today(),
        valid_until=until,
        activities=[here.activity, *activities],
        extend=extend,
    )


def before() -> tuple:
    rows = Grant.objects.order_by("id").values_list("id", "valid_from", "valid_until")
    return list(rows), Entry.objects.count(), Letter.objects.count()


@pytest.mark.parametrize("until", [soon, lambda: soon() - A_DAY, clock.today])
def test_dates_that_the_right_has_already_change_nothing(here, ending, until):
    """Up to its own last day."""
    outcome = assign(here, until=until())
    assert outcome.grants == []
    began = days(ending.valid_from)
    said = f"{here.activity.name}, Fournisseur de données d'activité : déjà attribué du {began} au {days(soon())}."
    assert outcome.notes == [said]


@pytest.mark.parametrize("until", [lambda: soon() + A_DAY, later, lambda: None])
def test_more_days_are_asked_about_before_anything_is_written(here, ending, until):
    state = before()
    with pytest.raises(AlreadyGiven) as asked:
        assign(here, until=until(), roles=[DA, OK])
    assert before() == state, "the new role waits with the answer"
    [right] = asked.value.rights
    assert (right.until, here.activity.name in right.said) == (until(), True)
    assert asked.value.until == (f"jusqu'au {days(until())}" if until() else "sans date de fin")


def test_made_longer_with_one_answer(here, ending):
    """The new role too; one mail for each, and the row says who set its end."""
    outcome = assign(here, until=later(), roles=[DA, OK], extend=True)
    ending.refresh_from_db()
    assert (ending.valid_until, ending.end_set_by) == (later(), here.admin)
    assert {each.role for each in outcome.grants} == {DA, OK}
    assert not [note for note in outcome.notes if "déjà attribué" in note]
    told = [each.email.message for each in Letter.objects.filter(recipient_id=here.provider.pk).order_by("pk")]
    assert len(told) == 2
    assert f"jusqu'au {days(later())}" in told[1]
    assert Entry.objects.filter(kind="habpps.right_changed").count() == 1


def test_left_as_it_is_with_the_other_answer(here, ending):
    outcome = assign(here, until=later(), roles=[DA, OK], extend=False)
    ending.refresh_from_db()
    assert ending.valid_until == soon()
    assert [each.role for each in outcome.grants] == [OK]
    assert "déjà attribué" in outcome.notes[0]


def test_several_places_are_one_question(here, ending):
    second = ActivityFactory(agreement=here.agreement, name="Accueil")
    grant(here.provider, DA, second, valid_until=soon())
    with pytest.raises(AlreadyGiven) as asked:
        assign(here, until=later(), activities=[second])
    assert len(asked.value.rights) == 2
    assign(here, until=later(), activities=[second], extend=True)
    assert set(Grant.objects.filter(user=here.provider, role=DA).values_list("valid_until", flat=True)) == {later()}
    assert Letter.objects.filter(recipient_id=here.provider.pk).count() == 1


def test_never_longer_than_what_it_hangs_under(here, ending):
    Grant.objects.filter(pk=ending.parent_id).update(valid_until=soon() + 9 * A_DAY)
    outcome = assign(here, until=later(), extend=True)
    ending.refresh_from_db()
    # What is asked for is brought inside first: the question is about these days.
    assert ending.valid_until == soon() + 9 * A_DAY
    assert outcome.grants == [ending]


def test_an_earlier_beginning_to_come_is_joined(here, ending):
    coming = clock.today() + 20 * A_DAY
    Grant.objects.filter(pk=ending.pk).update(valid_from=coming)
    assign(here, start=clock.today() + 5 * A_DAY, until=soon(), extend=True)
    ending.refresh_from_db()
    assert (ending.valid_from, ending.valid_until) == (clock.today() + 5 * A_DAY, soon())


@pytest.fixture
def in_group(here) -> Grant:
    held = Grant.objects.get(user=here.declarant, role=Role.AFAS_DECLARANT)
    Grant.objects.filter(pk=held.pk).update(valid_until=soon())
    return held


def access(user) -> Grant:
    return Grant.objects.get(user=user, role=Role.PARTNER_USER)


def test_a_place_in_a_group(here, in_group):
    asked = {
        "actor": actor(here.admin),
        "membership": access(here.declarant),
        "group": group(here.agreement),
        "valid_from": clock.today(),
        "valid_until": later(),
    }
    with pytest.raises(AlreadyGiven):
        add_to_group(**asked)
    add_to_group(**asked, extend=True)
    in_group.refresh_from_db()
    assert in_group.valid_until == later()


def test_several_people_are_one_question_that_names_them(here, in_group):
    second = declarant(here.agreement)
    Grant.objects.filter(user=second, role=Role.AFAS_DECLARANT).update(valid_until=soon())
    asked = {
        "actor": actor(here.admin),
        "agreement": here.agreement,
        "memberships": [access(here.declarant), access(second), access(here.member)],
        "group": group(here.agreement),
        "valid_from": clock.today(),
        "valid_until": later(),
    }
    state = before()
    with pytest.raises(AlreadyGiven) as found:
        add_selection_to_group(**asked)
    assert before() == state, "nobody is put into the group before the answer"
    said = " ".join(right.said for right in found.value.rights)
    assert here.declarant.get_full_name() in said
    assert second.get_full_name() in said
    assert all(line.done for line in add_selection_to_group(**asked, extend=True))
    ends = Grant.objects.filter(role=Role.AFAS_DECLARANT, user__in=[here.declarant, second, here.member])
    assert set(ends.values_list("valid_until", flat=True)) == {later()}


def test_the_lines_of_a_spreadsheet(here, in_group):
    def kept() -> UserImport:
        line = row(email=here.declarant.email, group="AFAS Déclarer", closes=days(later()))
        lines = read_lines("f.csv", csv(line, row(email="nouvelle@exemple.fr")))
        return keep_import(actor=actor(here.admin), agreement=here.agreement, file_name="f.csv", lines=lines)

    state = before()
    with pytest.raises(AlreadyGiven) as asked:
        confirm_import(actor=actor(here.admin), kept=kept())
    assert asked.value.rights[0].said.startswith("ligne 2, ")
    assert before() == state
    assert confirm_import(actor=actor(here.admin), kept=kept(), extend=True).written == 2
    in_group.refresh_from_db()
    assert in_group.valid_until == later()


def test_ends_that_differ_are_said_right_by_right(here, ending):
    second = ActivityFactory(agreement=here.agreement, name="Accueil")
    grant(here.provider, DA, second, valid_until=later() + A_DAY)
    Grant.objects.filter(activity=second, role=DA).update(valid_from=clock.today() + A_DAY)
    with pytest.raises(AlreadyGiven) as asked:
        assign(here, until=later(), activities=[second])
    assert asked.value.until == ""
    assert {right.until for right in asked.value.rights} == {later(), later() + A_DAY}


def typed(here, **more) -> dict:
    return {
        "user": here.provider.public_id,
        "roles": ["ACTIVITY_DATA_PROVIDER", "APPROVER"],
        "activities": [here.activity.public_id],
        "valid_until": days(later()),
        "act": "quit",
        **more,
    }


def test_on_screen_one_click_prolongs_and_gives_the_rest(client, here, ending):
    address = f"{reverse('habpps:assign')}?convention={here.agreement.public_id}"
    client.force_login(here.admin)
    answer = client.submit(address, typed(here))
    assert answer.status_code == 422
    assert f"Prolonger jusqu'au {days(later())}" in read(answer)
    assert f'value="{days(later())}"' in source(answer)
    answer = client.submit(address, typed(here, extend="oui"))
    assert answer.status_code == 302
    ending.refresh_from_db()
    assert ending.valid_until == later()
    assert Grant.objects.filter(user=here.provider, role=OK).exists()


def test_the_page_of_the_question_sends_the_whole_form_again(client, here, ending):
    """Its hidden fields and boxes hold what was typed, and which button had been pressed."""
    address = f"{reverse('habpps:assign')}?convention={here.agreement.public_id}"
    client.force_login(here.admin)
    page = source(client.submit(address, typed(here, act="save")))
    form = page[page.index('name="extend"') :]
    assert '<input type="hidden" name="act" value="save">' in form
    assert form.index('value="oui"') < form.index('name="act" value="quit"'), "the answer's own buttons come first"
    assert page.count("checked") >= 3


def test_on_screen_of_several_people(client, here, in_group):
    Agreement.objects.filter(pk=here.agreement.pk).update(closes_on=later())
    client.force_login(here.admin)
    address = reverse("habpps:users_group", args=[here.agreement.public_id])
    asked = {
        "selection": [access(here.declarant).public_id],
        "confirmed": "oui",
        "group": group(here.agreement).public_id,
        "valid_from": days(clock.today()),
        "valid_until": days(later()),
    }
    answer = client.post(address, asked)
    assert answer.status_code == 422
    assert "Prolonger jusqu'au" in read(answer)
    assert client.post(address, {**asked, "extend": "oui"}).status_code == 302
    in_group.refresh_from_db()
    assert in_group.valid_until == later()


def test_on_screen_of_a_spreadsheet(client, here, in_group):
    line = row(email=here.declarant.email, group="AFAS Déclarer", closes=days(later()))
    lines = read_lines("f.csv", csv(line))
    kept = keep_import(actor=actor(here.admin), agreement=here.agreement, file_name="f.csv", lines=lines)
    client.force_login(here.admin)
    address = reverse("habpps:import_check", args=[kept.public_id])
    answer = client.post(address, {"act": "all"})
    assert answer.status_code == 422
    assert "Prolonger jusqu'au" in read(answer)
    assert client.post(address, {"act": "all", "extend": "non"}).status_code == 302
    in_group.refresh_from_db()
    assert in_group.valid_until == soon()


def test_somebody_who_may_not_give_the_role_prolongs_nothing(client, here, elsewhere, ending):
    address = f"{reverse('habpps:assign')}?convention={here.agreement.public_id}"
    for who, status in ((elsewhere.admin, 404), (here.provider, 403), (here.caf_agent, 403)):
        client.force_login(who)
        assert client.post(address, typed(here, extend="oui")).status_code == status
    ending.refresh_from_db()
    assert ending.valid_until == soon()
