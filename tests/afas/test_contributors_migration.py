"""What the migration finds of who has entered what, and of who returned what, is what the portal writes since."""

from importlib import import_module

import pytest
from django.apps import apps

from portal.afas.entry.actions import declare_nil, reopen_part, save_part
from portal.afas.models import Declaration, DeclarationPart, Event, PartContributor, State
from portal.journal.models import Entry
from tests.factories import afas
from tests.factories.habpps import actor, fr_df

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
migration = import_module("portal.afas.migrations.0005_contributors_and_handlers")


def rows() -> list[tuple[int, int, int]]:
    return sorted(PartContributor.objects.values_list("part", "version", "person"))


def fill() -> None:
    PartContributor.objects.all().delete()
    migration.fill_contributors(apps, None)


@pytest.fixture
def declaration():
    """Version 2 in preparation: three people have entered the financial part, one of them version 2 only."""
    declaration = afas.declaration_of()
    team = afas.team_of(declaration)
    first, second, third = (actor(fr_df(declaration.activity)) for _ in range(3))
    save_part(actor=first, declaration=declaration, kind="FINANCIAL", typed={"account_60": "1"}, edits=0)
    declare_nil(actor=second, declaration=declaration, kind="FINANCIAL", edits=1)
    afas.returned(declaration, team)
    edits = afas.part(declaration, "FINANCIAL").edits
    save_part(actor=third, declaration=declaration, kind="FINANCIAL", typed={"account_60": "1"}, edits=edits)
    reopen_part(actor=team.fr_da, declaration=declaration, kind="ACTIVITY")
    # Another declaration, of which nothing is known but its parts.
    afas.provided(afas.declaration_of())
    return declaration


def test_everything_known_is_found_again(declaration):
    before = rows()
    assert len(before) == 7
    fill()
    assert rows() == before


def test_the_moment_is_that_of_the_beginning(declaration):
    before = dict(PartContributor.objects.values_list("pk", "began_at"))
    fill()
    assert len(set(PartContributor.objects.values_list("began_at", flat=True))) == len(set(before.values()))


def test_without_the_journal_the_history_and_the_parts_tell(declaration, monkeypatch):
    """The journal's rows cannot be removed: the migration reads another kind."""
    before = rows()
    monkeypatch.setattr(migration, "JOURNALLED", "nothing")
    fill()
    lost = set(before) - set(rows())
    assert set(rows()) < set(before)
    assert len(lost) == 2  # who typed before somebody else did, and provided nothing


def test_nobody_is_made_up():
    afas.declaration_of()
    fill()
    assert rows() == []
    assert not Entry.objects.filter(kind="afas.part_entered").exists()


@pytest.mark.parametrize("state", [State.RETURNED, State.IN_PROGRESS, State.TO_APPROVE])
def test_a_returned_declaration_goes_back_to_the_person_who_returned_it(state):
    declaration = afas.declaration_of()
    team = afas.team_of(declaration)
    afas.returned(declaration, team)
    if state != State.RETURNED:
        save_part(
            actor=team.fr_df,
            declaration=declaration,
            kind="FINANCIAL",
            typed={"account_60": "1", "account_744": "20 001"},
            edits=1,
        )
    if state == State.TO_APPROVE:
        afas.provide(declaration, team, "FINANCIAL")
    Declaration.objects.update(taken_by=None, taken_at=None)
    migration.restore_handlers(apps, None)
    found = Declaration.objects.get()
    assert (found.state, found.taken_by) == (state, team.agent.user)
    assert found.taken_at == Event.objects.get(kind=Event.Kind.RETURNED).at


@pytest.mark.parametrize("state", ["entered", "provided", "transmitted"])
def test_what_was_never_returned_stays_free(state):
    getattr(afas, state)(afas.declaration_of())
    migration.restore_handlers(apps, None)
    assert Declaration.objects.get().taken_by is None


def test_parts_stay_as_they_are(declaration):
    before = list(DeclarationPart.objects.order_by("pk").values())
    fill()
    assert list(DeclarationPart.objects.order_by("pk").values()) == before
