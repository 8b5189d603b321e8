"""`save_part`: what is typed is kept, whatever it is; who may type, and when."""

import pytest

from portal.afas.entry.actions import declare_nil, save_part
from portal.afas.entry.documents import errors_of, typed_of
from portal.afas.models import PartState, State
from portal.base.errors import ActionError, Refused, Stale
from portal.journal.models import Entry
from tests.factories import afas
from tests.factories.habpps import ActivityFactory, actor, caf_agent, declarant, fr_da

from ..unchanged import unchanged

pytestmark = pytest.mark.django_db


@pytest.fixture
def declaration():
    return afas.declaration_of()


@pytest.fixture
def team(declaration):
    return afas.team_of(declaration)


def save(who, declaration, typed, kind="FINANCIAL", edits=None):
    now = afas.part(declaration, kind).edits if edits is None else edits
    return save_part(actor=who, declaration=declaration, kind=kind, typed=typed, edits=now)


def test_a_provider_types_figures_and_the_declaration_is_in_progress(declaration, team):
    """French writing becomes the catalogue's canonical strings."""
    part = save(team.fr_df, declaration, {"account_60": "1 234,5 €", "account_61": "12"})
    assert part.document == {"account_60": "1234.50", "account_61": "12.00"}
    assert (part.state, part.edits, part.edited_by_id) == (PartState.IN_PROGRESS, 1, team.fr_df.id)
    declaration.refresh_from_db()
    assert declaration.state == State.IN_PROGRESS


def test_keys_that_are_not_sent_stay(declaration, team):
    """An autosave of one section keeps the others."""
    save(team.fr_df, declaration, {"account_60": "1"})
    part = save(team.fr_df, declaration, {"account_61": "2"})
    assert part.document == {"account_60": "1.00", "account_61": "2.00"}


def test_an_empty_text_removes_the_answer(declaration, team):
    """Not answered differs from zero."""
    save(team.fr_df, declaration, {"account_60": "1", "account_61": "0"})
    part = save(team.fr_df, declaration, {"account_60": "  "})
    assert part.document == {"account_61": "0.00"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("douze", "Indiquez un montant en euros, par exemple"),
        ("12 abc", "Indiquez un montant en euros, par exemple"),
        ("-5", "Indiquez au moins 0"),
        ("1000000000000000", "Indiquez un nombre inférieur"),
        ("1,234", "au plus 2 chiffres"),
    ],
)
def test_what_cannot_be_read_is_kept_as_typed_with_a_message(declaration, team, typed, said):
    """Letters, a negative amount, 10^15 €: nothing is refused, nothing is lost."""
    part = save(team.fr_df, declaration, {"account_60": typed})
    assert part.document == {}
    assert part.unreadable == {"account_60": typed}
    assert said in errors_of(part)["account_60"][0]
    assert typed_of(part)["account_60"] == typed


def test_a_readable_text_clears_the_unreadable_one(declaration, team):
    save(team.fr_df, declaration, {"account_60": "douze"})
    part = save(team.fr_df, declaration, {"account_60": "12"})
    assert (part.document, part.unreadable) == ({"account_60": "12.00"}, {})


def test_an_unreadable_text_replaces_the_figure(declaration, team):
    """The figure that the person has overwritten does not count any more."""
    save(team.fr_df, declaration, {"account_60": "12"})
    part = save(team.fr_df, declaration, {"account_60": "1o"})
    assert (part.document, part.unreadable) == ({}, {"account_60": "1o"})


def test_rows_are_typed_as_a_whole_and_empty_rows_do_not_count(declaration, team):
    rows = [
        {"diploma": "LEVEL_4", "etp": "0,5", "months": "12", "etp_asked": "0,5"},
        {"diploma": "", "etp": " ", "months": "", "etp_asked": ""},
        {"diploma": "LEVEL_5", "etp": "-1", "months": "13", "etp_asked": "1"},
    ]
    part = save(team.fr_da, declaration, {"animators": rows}, kind="ACTIVITY")
    assert part.document["animators"] == [
        {"diploma": "LEVEL_4", "etp": "0.50", "months": "12", "etp_asked": "0.50"},
        {"diploma": "LEVEL_5", "etp_asked": "1.00"},
    ]
    assert part.unreadable == {"animators.1.etp": "-1", "animators.1.months": "13"}
    assert set(errors_of(part)) == {"animators.1.etp", "animators.1.months"}
    assert typed_of(part)["animators"][1]["etp"] == "-1"


def test_rows_that_go_take_their_messages_with_them(declaration, team):
    save(team.fr_da, declaration, {"animators": [{"etp": "x"}]}, kind="ACTIVITY")
    part = save(team.fr_da, declaration, {"animators": []}, kind="ACTIVITY")
    assert (part.document, part.unreadable) == ({"animators": []}, {})


def test_characters_that_no_database_keeps_are_dropped(declaration, team):
    part = save(team.fr_df, declaration, {"account_60": "1\x002\ud800"})
    assert part.unreadable == {"account_60": "12?"}


def test_saving_the_same_again_writes_nothing(declaration, team):
    """Not even with an old counter: there is nothing to lose."""
    save(team.fr_df, declaration, {"account_60": "12"})
    with unchanged():
        part = save(team.fr_df, declaration, {"account_60": "12,00"}, edits=0)
    assert part.edits == 1


def test_a_stale_form_is_told_and_changes_nothing(declaration, team):
    """Two people on the same part: the second sees both versions."""
    save(team.fr_df, declaration, {"account_60": "12"})
    with unchanged(), pytest.raises(Stale) as stale:
        save(team.fr_df, declaration, {"account_60": "13"}, edits=0)
    assert stale.value.current.document == {"account_60": "12.00"}


def test_a_question_that_is_not_asked_is_refused(declaration, team):
    with unchanged(), pytest.raises(ActionError) as error:
        save(team.fr_df, declaration, {"account_99": "12"})
    assert set(error.value.errors) == {"account_99"}


def test_the_journal_has_one_row_for_a_session_of_typing(declaration, team):
    """Autosaves do not flood it; another person's hand is told."""
    for amount in ("1", "2", "3"):
        save(team.fr_df, declaration, {"account_60": amount})
    other = actor(afas.fr_df(declaration.activity))
    save(other, declaration, {"account_60": "4"})
    rows = Entry.objects.filter(kind="afas.part_entered").order_by("id").values_list("actor_id", flat=True)
    assert list(rows) == [team.fr_df.id, other.id]


def test_neant_answers_everything_with_zero(declaration, team):
    """It differs from an empty part, and typing anything ends it."""
    part = declare_nil(actor=team.fr_df, declaration=declaration, kind="FINANCIAL", edits=0)
    assert part.nil_return
    assert part.document["account_60"] == "0.00"
    assert not save(team.fr_df, declaration, {"account_60": "3"}).nil_return


@pytest.mark.parametrize("who", ["fr_da", "approver", "agent"])
def test_others_may_not_type_financial_data(declaration, team, who):
    person = getattr(team, who)
    with unchanged(), pytest.raises(Refused):
        save(person, declaration, {"account_60": "1"})


def test_a_provider_of_another_activity_may_not(declaration):
    """Of another partner, or a member of « AFAS Déclarer » without a role."""
    for person in (fr_da(ActivityFactory()), declarant(declaration.activity.agreement)):
        with unchanged(), pytest.raises(Refused):
            save(actor(person), declaration, {"girls_12_17": "1"}, kind="ACTIVITY")


def test_not_open_yet():
    """The reason gives the date."""
    declaration = afas.declaration_of(not_open=True)
    provider = afas.team_of(declaration).fr_df
    with unchanged(), pytest.raises(Refused, match="ouvrira le"):
        save(provider, declaration, {"account_60": "1"})


def test_the_dates_of_a_caf_go_before_the_campaigns(declaration, team):
    provider = team.fr_df
    day = declaration.campaign.due_on
    declaration.campaign.local_dates.create(caf=declaration.caf, opens_on=day, due_on=day)
    with unchanged(), pytest.raises(Refused, match="ouvrira le"):
        save(provider, declaration, {"account_60": "1"})


def test_late_is_accepted():
    declaration = afas.declaration_of(late=True)
    assert save(afas.team_of(declaration).fr_df, declaration, {"account_60": "1"}).edits == 1


def test_a_provided_half_is_closed_until_it_is_taken_back(declaration, team):
    afas.provided(declaration, team)
    with unchanged(), pytest.raises(Refused, match="reprenez-les en saisie"):
        save(team.fr_df, declaration, {"account_60": "1"})


def test_a_transmitted_declaration_is_closed_and_says_by_whom(declaration, team):
    afas.transmitted(declaration, team)
    with unchanged(), pytest.raises(Refused, match=f"par {team.approver.user.get_full_name()}"):
        save(team.fr_df, declaration, {"account_60": "1"})


def test_an_agent_of_the_caf_types_nothing(declaration):
    person = actor(caf_agent(declaration.caf))
    with unchanged(), pytest.raises(Refused):
        save(person, declaration, {"account_60": "1"})
