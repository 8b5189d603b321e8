"""Whoever has entered any value of the version may not approve it, where the convention demands two people."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from post_office.models import Email

from portal.afas.approval.actions import send_back_part, transmit_declaration
from portal.afas.declarations.queries.board import Chosen, board_declarations, open_declarations, recent_declarations
from portal.afas.declarations.rules import approval_warning, entry_warning, has_entered_data, may_transmit
from portal.afas.declarations.tables.steps import next_steps
from portal.afas.entry.actions import autosave_part, declare_nil, provide_part, reopen_part, save_part
from portal.afas.models import Declaration, DeclarationPart, PartContributor, State
from portal.base.errors import Refused, Stale
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.roles import Role
from tests.factories import afas
from tests.factories.habpps import actor, with_roles
from tests.net.reading import read

from ..unchanged import unchanged

pytestmark = pytest.mark.django_db
FAR = {"account_70623": "30 000", "account_744": "10 000"}
"""Figures that ask for the justification of `ps_near_estimate`."""


@pytest.fixture
def declaration():
    """The convention demands that another person approves."""
    declaration = afas.declaration_of()
    agreement = declaration.activity.agreement
    agreement.separate_approver = True
    agreement.save()
    return declaration


@pytest.fixture
def team(declaration):
    return afas.team_of(declaration)


@pytest.fixture
def both(declaration):
    """Somebody who provides both parts and approves."""
    roles = (Role.ACTIVITY_DATA_PROVIDER, Role.FINANCIAL_DATA_PROVIDER, Role.APPROVER)
    return actor(with_roles(declaration.activity, *roles, first_name="Noa", last_name="Double"))


def save(who: Actor, declaration: Declaration, **typed: str) -> DeclarationPart:
    now = afas.part(declaration, "FINANCIAL").edits
    return save_part(actor=who, declaration=declaration, kind="FINANCIAL", typed=typed, edits=now)


def autosave(who: Actor, declaration: Declaration, **typed: str) -> DeclarationPart:
    return autosave_part(
        actor=who,
        public_id=declaration.public_id,
        kind="FINANCIAL",
        read_typed=lambda part: dict(typed),
        edits=afas.part(declaration, "FINANCIAL").edits,
        justifications={},
    )


def justify(who: Actor, declaration: Declaration) -> None:
    part = afas.part(declaration, "FINANCIAL")
    texts = {"ps_near_estimate": "Rappel."}
    save_part(actor=who, declaration=declaration, kind="FINANCIAL", typed={}, edits=part.edits, justifications=texts)


def nil(who: Actor, declaration: Declaration) -> None:
    declare_nil(actor=who, declaration=declaration, kind="FINANCIAL", edits=afas.part(declaration, "FINANCIAL").edits)


def merge_after_conflict(who: Actor, declaration: Declaration) -> None:
    with pytest.raises(Stale):
        save_part(actor=who, declaration=declaration, kind="FINANCIAL", typed={"account_60": "7"}, edits=0)
    save(who, declaration, account_60="7")


WAYS: dict[str, Callable[[Actor, Declaration], object]] = {
    "one figure": lambda who, declaration: save(who, declaration, account_60="1"),
    "autosave": lambda who, declaration: autosave(who, declaration, account_60="1"),
    "text that cannot be read": lambda who, declaration: save(who, declaration, account_60="douze"),
    "an answer taken away": lambda who, declaration: save(who, declaration, account_60=""),
    "néant": nil,
    "justification": justify,
    "merge": merge_after_conflict,
}


def finish(declaration: Declaration, team: afas.Team) -> None:
    """Another person types everything again, and both parts are provided by their providers."""
    afas.provided(declaration, team)


def transmit(who: Actor, declaration: Declaration) -> object:
    return transmit_declaration(actor=who, declaration=declaration, edits=afas.edits(declaration))


@pytest.mark.parametrize("way", WAYS)
def test_who_has_entered_anything_may_not_approve(declaration, team, both, way):
    """Also when others have typed since, and provided."""
    afas.entered(declaration, team)
    WAYS[way](both, declaration)
    finish(declaration, team)
    with unchanged(), pytest.raises(Refused, match="n’ait rien saisi"):
        transmit(both, declaration)
    assert transmit(team.approver, declaration).version == 1


def test_the_by_pass_of_one_touched_figure(declaration, team, both):
    """A enters both halves, B touches one figure and provides, A transmits: refused."""
    mine = afas.Team(declaration.activity)
    mine.__dict__ |= {"fr_da": both, "fr_df": both}
    afas.entered(declaration, mine)
    for kind, who in (("ACTIVITY", team.fr_da), ("FINANCIAL", team.fr_df)):
        code = "account_60" if kind == "FINANCIAL" else "partners"
        save_part(actor=who, declaration=declaration, kind=kind, typed={code: "9"}, edits=1)
        save_part(actor=who, declaration=declaration, kind=kind, typed={code: afas.answers(kind)[code]}, edits=2)
        afas.provide(declaration, team, kind)
    with unchanged(), pytest.raises(Refused, match="n’ait rien saisi"):
        transmit(both, declaration)


def test_who_has_only_provided_may_not_approve(declaration, team, both):
    """Handing over is answering for the figures."""
    afas.entered(declaration, team)
    afas.provide(declaration, team, "ACTIVITY")
    provide_part(actor=both, declaration=declaration, kind="FINANCIAL", edits=1, justifications={})
    reopen_part(actor=team.fr_df, declaration=declaration, kind="FINANCIAL")
    save(team.fr_df, declaration, account_60="1", account_744="20 001")
    afas.provide(declaration, team, "FINANCIAL")
    with unchanged(), pytest.raises(Refused, match="n’ait rien saisi"):
        transmit(both, declaration)


def test_the_authors_of_a_version_stay_those_of_the_next(declaration, team, both):
    """A corrected version carries the figures of the one before."""
    afas.entered(declaration, team)
    save(both, declaration, account_60="1")
    save(team.fr_df, declaration, account_60="0")
    afas.provide(declaration, team, "ACTIVITY")
    afas.provide(declaration, team, "FINANCIAL")
    transmit(team.approver, declaration)
    returned = afas.Team(declaration.activity)
    returned.__dict__ |= {"agent": team.agent}
    afas.take_declaration(actor=team.agent, declaration=declaration)
    afas.return_for_correction(actor=team.agent, declaration=declaration, parts=["FINANCIAL"], reason="Compte 64.")
    save(team.fr_df, declaration, account_61="0")
    afas.provide(declaration, team, "FINANCIAL")
    with unchanged(), pytest.raises(Refused, match="n’ait rien saisi"):
        transmit(both, declaration)


@pytest.mark.parametrize("act", ["read", "save the same", "send back", "a refused save"])
def test_who_has_entered_nothing_may_approve(declaration, team, both, act):
    afas.provided(declaration, team)
    if act == "send back":
        send_back_part(actor=both, declaration=declaration, kind="FINANCIAL", reason="Compte 64.")
        afas.provide(declaration, team, "FINANCIAL")
    elif act == "save the same":
        reopen_part(actor=team.fr_df, declaration=declaration, kind="FINANCIAL")
        save(both, declaration, account_60="0,00")
        afas.provide(declaration, team, "FINANCIAL")
    elif act == "a refused save":
        with pytest.raises(Refused):
            save(both, declaration, account_60="1")
    assert transmit(both, declaration).version == 1


def test_where_it_is_not_demanded_the_recap_warns_by_the_same_fact(declaration, team, both, client):
    agreement = declaration.activity.agreement
    agreement.separate_approver = False
    agreement.save()
    afas.entered(declaration, team)
    save(both, declaration, account_60="1")
    finish(declaration, team)
    url = reverse("afas:recap", args=[declaration.public_id])
    client.force_login(both.user)
    assert "Vous avez vous-même saisi des données de cette déclaration" in read(client.get(url))
    client.force_login(team.approver.user)
    assert "Vous avez vous-même" not in read(client.get(url))
    assert transmit(both, declaration).version == 1


def test_the_recap_says_who_has_entered_each_part(declaration, team, both, client):
    """In the order in which they began, each once."""
    afas.entered(declaration, team)
    save(both, declaration, account_60="1")
    finish(declaration, team)
    client.force_login(team.approver.user)
    page = read(client.get(reverse("afas:recap", args=[declaration.public_id])))
    first = team.fr_df.user.get_full_name()
    assert f"Saisies par {first} et Noa Double. Fournies par {first} le" in page
    assert f"Saisies par {team.fr_da.user.get_full_name()}. Fournies par" in page


def test_an_approver_reads_it_before_entering(declaration, team, both, client):
    url = reverse("afas:entry", args=[declaration.public_id, "finances"])
    client.force_login(both.user)
    assert "Si vous modifiez ces données, un autre approbateur devra transmettre" in read(client.get(url))
    save(both, declaration, account_60="1")
    assert "Vous avez saisi des données de cette déclaration" in read(client.get(url))
    client.force_login(team.fr_df.user)
    assert "approbateur devra" not in read(client.get(url))


def test_nothing_is_said_where_one_person_may_do_both(declaration, both):
    agreement = declaration.activity.agreement
    agreement.separate_approver = False
    agreement.save()
    save(both, declaration, account_60="1")
    declaration.activity.agreement.refresh_from_db()
    assert entry_warning(both, Declaration.objects.get(pk=declaration.pk)) == ""


def test_no_warning_where_it_is_refused(declaration, both):
    save(both, declaration, account_60="1")
    assert approval_warning(both, declaration) == ""


def test_a_beginning_is_written_once_for_part_person_and_version(declaration, team, both):
    """At no cost for the autosaves that follow, also when two people type in turn."""
    for who in (team.fr_df, both, team.fr_df, both):
        autosave(who, declaration, account_60=str(who.id))
        autosave(who, declaration, account_61=str(who.id))
    rows = PartContributor.objects.values_list("part__kind", "version", "person")
    assert sorted(rows) == sorted([("FINANCIAL", 1, team.fr_df.id), ("FINANCIAL", 1, both.id)])


def test_an_autosave_that_goes_on_writes_the_part_alone(declaration, team, django_assert_num_queries):
    autosave(team.fr_df, declaration, account_60="1")
    edits = afas.part(declaration, "FINANCIAL").edits
    who = actor(team.fr_df.user)
    # The savepoint and its release, the lock, the grants, the part.
    with django_assert_num_queries(5):
        autosave_part(
            actor=who,
            public_id=declaration.public_id,
            kind="FINANCIAL",
            read_typed=lambda part: {"account_60": "2"},
            edits=edits,
            justifications={},
        )


def test_each_version_has_its_own_beginnings(declaration, team):
    """Also of a part that its provider takes back without its having been returned."""
    afas.returned(declaration, team)
    save(team.fr_df, declaration, account_61="0", account_62="1")
    reopen_part(actor=team.fr_da, declaration=declaration, kind="ACTIVITY")
    save_part(actor=team.fr_da, declaration=declaration, kind="ACTIVITY", typed={"partners": "9"}, edits=1)
    rows = PartContributor.objects.values_list("part__kind", "version", "person")
    assert sorted(rows) == sorted(
        (kind, version, team.provider(kind).id) for kind in ("ACTIVITY", "FINANCIAL") for version in (1, 2)
    )


def test_the_last_person_counts_without_a_row(declaration, team, both):
    """As an older version of the portal, still running during an update, writes it."""
    afas.provided(declaration, team)
    PartContributor.objects.all().delete()
    DeclarationPart.objects.filter(declaration=declaration, kind="FINANCIAL").update(edited_by=both.user)
    with unchanged(), pytest.raises(Refused, match="n’ait rien saisi"):
        transmit(both, declaration)


LISTS = {
    "board": lambda who: board_declarations(who, Chosen()),
    "home": lambda who: open_declarations(who, who.today),
    "welcome": recent_declarations,
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_offer_to_transmit_only_what_may_be(declaration, team, both, name, django_assert_num_queries):
    """By what the list has loaded, whatever the number of rows."""
    afas.entered(declaration, team)
    save(both, declaration, account_60="1")
    finish(declaration, team)
    for who, offered in ((team.approver, True), (both, False)):
        (row,) = LISTS[name](who)
        assert row.state == State.TO_APPROVE
        with django_assert_num_queries(0):
            steps = [step.label for step in next_steps(who, row, who.today)]
            assert has_entered_data(who.id, row) is not offered
        assert ("Vérifier et transmettre" in steps) == offered


def test_what_was_loaded_for_one_person_says_nothing_of_another(declaration, team, both):
    save(both, declaration, account_60="1")
    (row,) = board_declarations(team.approver, Chosen())
    assert row.is_entered_by(both.id)
    assert not row.is_entered_by(team.approver.id)
    assert not row.is_entered_by(None)


def test_only_approvers_who_may_still_approve_are_called(declaration, team, both):
    """A mail that says « à approuver » leads to a page where one may."""
    afas.entered(declaration, team)
    save(both, declaration, account_60="1")
    other = team.approver
    Email.objects.all().delete()
    finish(declaration, team)
    assert [mail.to for mail in Email.objects.all()] == [[other.user.email]]
    assert not may_transmit(both, declaration, both.today)


def test_the_declaration_names_who_may_still_approve(declaration, team, both, client):
    save(both, declaration, account_60="1")
    url = reverse("afas:declaration", args=[declaration.public_id])
    client.force_login(team.fr_df.user)
    assert "Les approbateurs de cette activité ont tous saisi des données" in read(client.get(url))
    name = team.approver.user.get_full_name()
    assert f"À transmettre par {name}." in read(client.get(url))
