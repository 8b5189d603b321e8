"""A returned file stays with the person who returned it: they are told when it comes back, and it is in their hands."""

import pytest
from django.urls import reverse
from post_office.models import Email

from portal.accounts.models import User
from portal.afas.approval.actions import transmit_declaration
from portal.afas.desk.actions import return_for_correction, take_declaration, validate_declaration
from portal.afas.desk.queries import Wanted, count_inbox, inbox_declarations
from portal.afas.models import Declaration, Event, State
from portal.base import clock
from portal.base.errors import Refused
from portal.base.formats import moment
from portal.habpps.rights.roles import Role
from portal.journal.models import Entry
from tests.factories import afas
from tests.factories.habpps import CafFactory, actor, caf_agent, grant
from tests.net.reading import read, source

from ..unchanged import unchanged

pytestmark = pytest.mark.django_db


@pytest.fixture
def declaration():
    return afas.declaration_of()


@pytest.fixture
def team(declaration):
    return afas.team_of(declaration)


def send_again(declaration: Declaration, team: afas.Team) -> Declaration:
    """The partner corrects nothing more, provides and transmits version 2; only the mails of that stay."""
    afas.provide(declaration, team, "FINANCIAL")
    Email.objects.all().delete()
    transmit_declaration(actor=team.approver, declaration=declaration, edits=afas.edits(declaration))
    return Declaration.objects.get(pk=declaration.pk)


def mails_to(user: User) -> list[Email]:
    return [mail for mail in Email.objects.order_by("pk") if mail.to == [user.email]]


def test_it_stays_theirs_while_the_partner_corrects_it(declaration, team):
    taken_at = afas.taken(declaration, team).taken_at
    return_for_correction(actor=team.agent, declaration=declaration, parts=["FINANCIAL"], reason="Compte 64.")
    afas.save_part(actor=team.fr_df, declaration=declaration, kind="FINANCIAL", typed={"account_60": "0,00"}, edits=1)
    for state, act in ((State.RETURNED, None), (State.TO_APPROVE, "FINANCIAL")):
        if act:
            afas.provide(declaration, team, act)
        declaration.refresh_from_db()
        assert (declaration.state, declaration.taken_by_id, declaration.taken_at) == (state, team.agent.id, taken_at)


def test_it_comes_back_into_their_hands_with_a_mail(declaration, team):
    afas.returned(declaration, team)
    back = send_again(declaration, team)
    assert (back.state, back.version, back.taken_by_id) == (State.IN_REVIEW, 2, team.agent.id)
    assert back.came_back
    (mail,) = mails_to(team.agent.user)
    assert mail.subject == f"Revenue corrigée\u00a0: déclaration prévisionnelle 2026, {declaration.activity.name}"
    assert (
        f"transmise de nouveau le {moment(back.transmitted_at)} par {team.approver.user.get_full_name()}"
        in mail.message
    )
    assert reverse("afas:caf_file", args=[declaration.public_id]) in mail.message
    # They decide at once, and nobody has to take it first.
    assert validate_declaration(actor=team.agent, declaration=back).state == State.VALIDATED


def test_a_first_transmission_tells_nobody_at_the_caf(declaration, team):
    agent = team.agent
    afas.transmitted(declaration, team)
    assert mails_to(agent.user) == []
    assert not Declaration.objects.get(pk=declaration.pk).came_back


def test_it_comes_back_to_the_last_who_returned_it(declaration, team):
    """A colleague has taken it over before returning it."""
    afas.taken(declaration, team)
    colleague = actor(caf_agent(declaration.caf))
    take_declaration(actor=colleague, declaration=declaration, shown_holder=team.agent.user.public_id)
    return_for_correction(actor=colleague, declaration=declaration, parts=["FINANCIAL"], reason="Compte 64.")
    assert send_again(declaration, team).taken_by_id == colleague.id
    assert len(mails_to(colleague.user)) == 1
    assert mails_to(team.agent.user) == []


def left(team: afas.Team) -> None:
    team.agent.user.grants.update(revoked_at=clock.now())


def moved(team: afas.Team) -> None:
    """Works for another Caf now."""
    left(team)
    grant(team.agent.user, Role.CAF_AGENT, CafFactory())


def promoted(team: afas.Team) -> None:
    """Administers the Caf, and no longer handles files."""
    caf = team.activity.agreement.caf
    left(team)
    grant(team.agent.user, Role.CAF_ADMIN, caf)


def closed(team: afas.Team) -> None:
    User.objects.filter(pk=team.agent.id).update(state=User.State.CLOSED)


@pytest.mark.parametrize("gone", [left, moved, promoted, closed])
def test_it_goes_to_the_common_list_when_they_no_longer_work_there(declaration, team, gone, client):
    afas.returned(declaration, team)
    gone(team)
    back = send_again(declaration, team)
    assert (back.state, back.version, back.taken_by, back.taken_at) == (State.TRANSMITTED, 2, None, None)
    assert mails_to(team.agent.user) == []
    entry = Entry.objects.get(kind="afas.handler_left")
    said = {"version": 2, "handler": f"user:{team.agent.id}"}
    assert (entry.actor_id, entry.facts) == (None, {**said, **afas.told_of(declaration)})
    # The file says it, to whoever takes it next.
    colleague = actor(caf_agent(declaration.caf))
    client.force_login(colleague.user)
    page = read(client.get(reverse("afas:caf_file", args=[declaration.public_id])))
    name = team.agent.user.get_full_name()
    assert f"{name} l'avait retournée et ne traite plus les déclarations de votre Caf." in page
    assert count_inbox(colleague)["new"] == 1
    assert take_declaration(actor=colleague, declaration=back).taken_by_id == colleague.id


def test_who_still_works_there_leaves_no_such_trace(declaration, team):
    afas.returned(declaration, team)
    send_again(declaration, team)
    assert not Entry.objects.filter(kind="afas.handler_left").exists()


def test_a_file_that_was_never_returned_says_nothing_of_anybody(declaration, team, client):
    afas.transmitted(declaration, team)
    client.force_login(team.agent.user)
    assert "l'avait retournée" not in read(client.get(reverse("afas:caf_file", args=[declaration.public_id])))


def test_what_is_being_corrected_is_nobodys_to_take(declaration, team):
    afas.returned(declaration, team)
    afas.provide(declaration, team, "FINANCIAL")
    colleague = actor(caf_agent(declaration.caf))
    with unchanged(), pytest.raises(Refused, match="n’est pas à traiter"):
        take_declaration(actor=colleague, declaration=declaration, shown_holder=team.agent.user.public_id)


def test_their_inbox_and_their_home_page_show_it(declaration, team, client):
    afas.returned(declaration, team)
    assert count_inbox(team.agent) == {"new": 0, "mine": 0, "back": 0}
    send_again(declaration, team)
    assert count_inbox(team.agent) == {"new": 0, "mine": 1, "back": 1}
    assert list(inbox_declarations(team.agent, Wanted(holder="me"))) == [declaration]
    client.force_login(team.agent.user)
    assert "Revenue corrigée" in read(client.get(reverse("afas:caf_inbox")))
    home = read(client.get(reverse("home")))
    assert "1 déclaration en traitement" in home
    assert "1 est revenue corrigée" in home
    page = read(client.get(reverse("afas:caf_file", args=[declaration.public_id])))
    assert "revenue corrigée" in page
    assert "Valider" in page


def test_what_a_colleague_takes_over_has_not_come_back_to_them(declaration, team):
    afas.returned(declaration, team)
    send_again(declaration, team)
    colleague = actor(caf_agent(declaration.caf))
    take_declaration(actor=colleague, declaration=declaration, shown_holder=team.agent.user.public_id)
    assert count_inbox(colleague) == {"new": 0, "mine": 1, "back": 0}
    assert not Declaration.objects.get(pk=declaration.pk).came_back


def test_the_button_of_a_colleagues_file_takes_it_over_knowingly(declaration, team, client):
    """One shown while the file was free does not: the page says who has it."""
    afas.taken(declaration, team)
    colleague = caf_agent(declaration.caf)
    client.force_login(colleague)
    address = reverse("afas:caf_take", args=[declaration.public_id])
    page = read(client.post(address, follow=True))
    assert f"prise en charge par {team.agent.user.get_full_name()}" in page
    assert Declaration.objects.get(pk=declaration.pk).taken_by == team.agent.user
    file = source(client.get(reverse("afas:caf_file", args=[declaration.public_id])))
    shown = f"{address}?suivi={team.agent.user.public_id}"
    assert f'action="{shown}"' in file
    client.post(shown)
    assert Declaration.objects.get(pk=declaration.pk).taken_by == colleague


@pytest.mark.parametrize("name", ["caf_validate", "caf_take"])
def test_a_colleague_who_comes_second_reads_it_on_the_page(declaration, team, client, name):
    """A message on the file, not an error page; a missing right stays a refusal."""
    getattr(afas, "validated" if name == "caf_validate" else "taken")(declaration, team)
    client.force_login(caf_agent(declaration.caf))
    answer = client.post(reverse(f"afas:{name}", args=[declaration.public_id]))
    assert answer.headers["Location"] == reverse("afas:caf_file", args=[declaration.public_id])
    assert team.agent.user.get_full_name() in read(client.get(answer.headers["Location"]))
    assert Event.objects.filter(kind=Event.Kind.TAKEN).count() == 1


def test_a_second_return_keeps_what_was_typed(declaration, team, client):
    afas.returned(declaration, team)
    client.force_login(caf_agent(declaration.caf))
    answer = client.post(
        reverse("afas:caf_return", args=[declaration.public_id]),
        {"parts": ["ACTIVITY"], "reason": "Le nombre de jeunes est à vérifier."},
    )
    assert answer.status_code == 422
    page = read(answer)
    assert f"retournée à l'organisme par {team.agent.user.get_full_name()}" in page
    assert "Le nombre de jeunes est à vérifier." in page
