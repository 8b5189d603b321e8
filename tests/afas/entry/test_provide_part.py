"""`provide_part`, `reopen_part`, `send_back_part`: a part goes to the approver, and comes back."""

import pytest
from post_office.models import Email

from portal.afas.approval.actions import send_back_part
from portal.afas.entry.actions import provide_part, reopen_part
from portal.afas.models import Event, PartState, State
from portal.base.errors import ActionError, Refused, Stale
from portal.journal.models import Entry
from tests.factories import afas

from ..unchanged import unchanged

pytestmark = pytest.mark.django_db


@pytest.fixture
def declaration():
    return afas.declaration_of()


@pytest.fixture
def team(declaration):
    return afas.team_of(declaration)


def provide(who, declaration, kind="FINANCIAL", edits=None, **justifications):
    now = afas.part(declaration, kind).edits if edits is None else edits
    return provide_part(actor=who, declaration=declaration, kind=kind, edits=now, justifications=justifications)


def test_a_provider_hands_over_their_half(declaration, team):
    """The declaration waits for the other part."""
    afas.entered(declaration, team)
    part = provide(team.fr_df, declaration)
    assert (part.state, part.provided_by_id) == (PartState.PROVIDED, team.fr_df.id)
    declaration.refresh_from_db()
    assert declaration.state == State.IN_PROGRESS
    assert Event.objects.get().kind == Event.Kind.PROVIDED
    facts = Entry.objects.get(kind="afas.part_provided").facts
    assert facts == {"part": "FINANCIAL", **afas.told_of(declaration)}
    assert Email.objects.count() == 0


def test_the_second_half_calls_the_approvers(declaration, team):
    """One mail to each approver, none to who has just provided."""
    approver = team.approver
    declaration = afas.provided(declaration, team)
    assert declaration.state == State.TO_APPROVE
    mail = Email.objects.get()
    assert mail.to == [approver.user.email]
    assert mail.subject == f"À approuver\u00a0: déclaration prévisionnelle 2026, {declaration.activity.name}"
    assert f"/aides-financieres/declarations/{declaration.public_id}/" in mail.message


def test_a_second_click_changes_nothing(declaration, team):
    afas.entered(declaration, team)
    provide(team.fr_df, declaration)
    with unchanged():
        provide(team.fr_df, declaration)


def test_a_forecast_that_does_not_balance_is_refused(declaration, team):
    """The message says both totals."""
    afas.entered(declaration, team, account_744="19 999,99")
    with unchanged(), pytest.raises(ActionError) as error:
        provide(team.fr_df, declaration)
    assert "doivent être égaux" in str(error.value)


def test_missing_and_unreadable_answers_are_refused_by_field(declaration, team):
    """The unreadable one is not said to be missing as well."""
    afas.entered(declaration, team, account_60="douze", account_61="")
    with unchanged(), pytest.raises(ActionError) as error:
        provide(team.fr_df, declaration)
    assert error.value.errors["account_60"] == [error.value.errors["account_60"][0]]
    assert "par exemple" in error.value.errors["account_60"][0]
    assert "Répondez à" in error.value.errors["account_61"][0]


def test_negative_etp_is_refused(declaration, team):
    afas.entered(declaration, team, animators=[{"diploma": "LEVEL_4", "etp": "-1", "months": "12", "etp_asked": "0"}])
    with unchanged(), pytest.raises(ActionError) as error:
        provide(team.fr_da, declaration, "ACTIVITY")
    assert "Indiquez au moins 0" in error.value.errors["animators.0.etp"][0]


def test_a_warning_asks_for_its_justification(declaration, team):
    """70623 far from the estimate: allowed, once it is explained."""
    afas.entered(declaration, team, account_70623="30 000", account_744="10 000")
    with unchanged(), pytest.raises(ActionError) as error:
        provide(team.fr_df, declaration, ps_near_estimate="  ")
    assert set(error.value.errors) == {"justification_ps_near_estimate"}
    part = provide(team.fr_df, declaration, ps_near_estimate="Rappel de l'an passé.", unknown="x")
    assert part.justifications == {"ps_near_estimate": "Rappel de l'an passé."}


def test_a_stale_half_is_not_handed_over(declaration, team):
    afas.entered(declaration, team)
    with unchanged(), pytest.raises(Stale):
        provide(team.fr_df, declaration, edits=0)


@pytest.mark.parametrize("who", ["fr_da", "approver", "agent"])
def test_others_may_not_provide(declaration, team, who):
    afas.entered(declaration, team)
    person = getattr(team, who)
    with unchanged(), pytest.raises(Refused):
        provide(person, declaration)


def test_not_open_yet_cannot_be_provided():
    declaration = afas.declaration_of(not_open=True)
    provider = afas.team_of(declaration).fr_df
    with unchanged(), pytest.raises(Refused, match="ouvrira le"):
        provide(provider, declaration)


def test_a_provider_takes_their_half_back_before_it_leaves(declaration, team):
    afas.provided(declaration, team)
    part = reopen_part(actor=team.fr_df, declaration=declaration, kind="FINANCIAL")
    declaration.refresh_from_db()
    assert (part.state, part.provided_at, declaration.state) == (PartState.IN_PROGRESS, None, State.IN_PROGRESS)
    assert afas.part(declaration, "ACTIVITY").state == PartState.PROVIDED


@pytest.mark.parametrize("who", ["fr_da", "approver", "agent"])
def test_others_may_not_take_it_back(declaration, team, who):
    afas.provided(declaration, team)
    person = getattr(team, who)
    with unchanged(), pytest.raises(Refused):
        reopen_part(actor=person, declaration=declaration, kind="FINANCIAL")


def test_what_has_left_is_not_taken_back(declaration, team):
    afas.transmitted(declaration, team)
    with unchanged(), pytest.raises(Refused, match="transmise à la Caf"):
        reopen_part(actor=team.fr_df, declaration=declaration, kind="FINANCIAL")


def test_the_approver_sends_a_half_back_with_a_reason(declaration, team):
    """Its provider is told, the other part stays provided."""
    afas.provided(declaration, team)
    Email.objects.all().delete()
    part = send_back_part(
        actor=team.approver, declaration=declaration, kind="FINANCIAL", reason=" Détaillez le compte 64. "
    )
    declaration.refresh_from_db()
    assert (part.state, part.correction) == (PartState.TO_CORRECT, "Détaillez le compte 64.")
    assert declaration.state == State.IN_PROGRESS
    assert afas.part(declaration, "ACTIVITY").state == PartState.PROVIDED
    mail = Email.objects.get()
    assert mail.to == [team.fr_df.user.email]
    assert "Motif\u00a0: Détaillez le compte 64." in mail.message
    assert "reason" not in Entry.objects.get(kind="afas.part_sent_back").facts


def test_no_reason_no_return(declaration, team):
    afas.provided(declaration, team)
    approver = team.approver
    with unchanged(), pytest.raises(ActionError) as error:
        send_back_part(actor=approver, declaration=declaration, kind="FINANCIAL", reason=" \n ")
    assert set(error.value.errors) == {"reason"}


def test_a_half_that_is_not_provided_is_not_sent_back(declaration, team):
    afas.entered(declaration, team)
    approver = team.approver
    with unchanged(), pytest.raises(Refused, match="ne sont pas fournies"):
        send_back_part(actor=approver, declaration=declaration, kind="FINANCIAL", reason="Non.")


@pytest.mark.parametrize("who", ["fr_da", "fr_df", "agent"])
def test_only_an_approver_sends_back(declaration, team, who):
    afas.provided(declaration, team)
    person = getattr(team, who)
    with unchanged(), pytest.raises(Refused):
        send_back_part(actor=person, declaration=declaration, kind="FINANCIAL", reason="Non.")


def test_a_corrected_half_can_be_provided_again(declaration, team):
    """What was to correct is forgotten once it is handed over."""
    afas.provided(declaration, team)
    send_back_part(actor=team.approver, declaration=declaration, kind="FINANCIAL", reason="Compte 64.")
    part = provide(team.fr_df, declaration)
    declaration.refresh_from_db()
    assert (part.state, part.correction, declaration.state) == (PartState.PROVIDED, "", State.TO_APPROVE)
