"""What entering, « néant », justifying, providing and taking back write, and when they write nothing."""

import pytest
from post_office.models import Email

from portal.afas.approval.actions import send_back_part
from portal.afas.entry.actions import declare_nil, reopen_part, save_part
from portal.afas.models import DeclarationPart, Event, PartState, State
from portal.base.errors import Refused, Stale
from portal.journal.models import Entry
from tests.factories import afas

from ..unchanged import unchanged

pytestmark = pytest.mark.django_db
TEXTS = {"ps_near_estimate": "Rappel."}


@pytest.fixture
def declaration():
    return afas.declaration_of()


@pytest.fixture
def team(declaration):
    return afas.team_of(declaration)


def save(who, declaration, typed, **given) -> DeclarationPart:
    now = afas.part(declaration, "FINANCIAL").edits
    return save_part(actor=who, declaration=declaration, kind="FINANCIAL", typed=typed, edits=now, **given)


def nil(who, declaration, edits=None) -> DeclarationPart:
    now = afas.part(declaration, "FINANCIAL").edits if edits is None else edits
    return declare_nil(actor=who, declaration=declaration, kind="FINANCIAL", edits=now)


def beginnings() -> int:
    return Entry.objects.filter(kind="afas.part_entered").count()


def test_a_justification_alone_is_kept(declaration, team):
    save(team.fr_df, declaration, {"account_60": "1"})
    part = save(team.fr_df, declaration, {}, justifications=TEXTS)
    assert (part.justifications, part.edits) == (TEXTS, 2)
    with unchanged():
        save(team.fr_df, declaration, {}, justifications=TEXTS)


def test_neant_lasts_until_a_figure_is_typed(declaration, team):
    """A justification is no figure."""
    nil(team.fr_df, declaration)
    assert save(team.fr_df, declaration, {}, justifications=TEXTS).nil_return
    assert not save(team.fr_df, declaration, {"account_60": "1"}).nil_return
    # Figures that are no « néant » do not become one by a text.
    assert not save(team.fr_df, declaration, {}, justifications={"ps_near_estimate": "Autre."}).nil_return


def test_neant_of_the_same_again_writes_nothing(declaration, team):
    """Not even with an old counter."""
    nil(team.fr_df, declaration)
    with unchanged():
        nil(team.fr_df, declaration, edits=0)


def test_neant_after_the_same_figures_were_typed_is_still_said(declaration, team):
    """All zeros typed one by one are not « néant » until the person says so."""
    document = nil(team.fr_df, declaration).document
    DeclarationPart.objects.filter(pk=afas.part(declaration, "FINANCIAL").pk).update(nil_return=False)
    part = nil(team.fr_df, declaration)
    assert (part.nil_return, part.document, part.edits) == (True, document, 2)


def test_neant_of_a_stale_page_is_told(declaration, team):
    save(team.fr_df, declaration, {"account_60": "1"})
    with unchanged(), pytest.raises(Stale):
        nil(team.fr_df, declaration, edits=0)


def test_what_is_provided_is_not_replaced_by_neant(declaration, team):
    afas.provided(declaration, team)
    with unchanged(), pytest.raises(Refused, match="reprenez-les en saisie"):
        nil(team.fr_df, declaration)


def test_taking_back_is_told_in_the_history_and_in_the_journal(declaration, team):
    afas.provided(declaration, team)
    reopen_part(actor=team.fr_df, declaration=declaration, kind="FINANCIAL")
    event = Event.objects.get(kind=Event.Kind.REOPENED)
    assert (event.part, event.by) == ("FINANCIAL", team.fr_df.user)
    entry = Entry.objects.get(kind="afas.part_reopened")
    assert entry.facts == {"part": "FINANCIAL", **afas.told_of(declaration)}


def test_beginning_again_after_a_return_is_told_again(declaration, team):
    """By the same person, whose last figures they were."""
    afas.provided(declaration, team)
    before = beginnings()
    send_back_part(actor=team.approver, declaration=declaration, kind="FINANCIAL", reason="Compte 64.")
    save(team.fr_df, declaration, {"account_60": "1"})
    save(team.fr_df, declaration, {"account_60": "2"})
    assert beginnings() == before + 1


def test_going_on_after_taking_back_is_not_a_beginning(declaration, team):
    afas.provided(declaration, team)
    before = beginnings()
    reopen_part(actor=team.fr_df, declaration=declaration, kind="FINANCIAL")
    save(team.fr_df, declaration, {"account_60": "1"})
    assert beginnings() == before


def test_the_approver_is_called_once_both_parts_are_provided(declaration, team):
    """Not by the first of them, and again each time that the declaration is complete again."""
    approver = team.approver
    afas.entered(declaration, team)
    afas.provide(declaration, team, "FINANCIAL")
    assert not Email.objects.exists()
    afas.provide(declaration, team, "ACTIVITY")
    assert [mail.to for mail in Email.objects.all()] == [[approver.user.email]]
    part = reopen_part(actor=team.fr_df, declaration=declaration, kind="FINANCIAL")
    assert (part.state, part.provided_by_id) == (PartState.IN_PROGRESS, None)
    afas.provide(declaration, team, "FINANCIAL")
    assert Email.objects.count() == 2
    declaration.refresh_from_db()
    assert declaration.state == State.TO_APPROVE
