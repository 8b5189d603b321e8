"""Each refusal of the rules says what stands in the way, in the state in which it does."""

from datetime import timedelta

import pytest

from portal.afas.declarations import rules
from portal.afas.models import Declaration, DeclarationPart, PartState, State
from portal.afas.permissions import HANDLE
from portal.base import clock
from portal.base.formats import long_date, moment
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision
from portal.habpps.rights.roles import Role
from tests.factories import afas
from tests.factories.habpps import CafFactory, actor, caf_agent

pytestmark = pytest.mark.django_db
KINDS = ("ACTIVITY", "FINANCIAL")


@pytest.fixture
def declaration():
    return afas.declaration_of()


@pytest.fixture
def team(declaration):
    return afas.team_of(declaration)


def shown(declaration: Declaration, state: str, *parts: str, **values: object) -> Declaration:
    """As if it were in these states: rules read nothing else. `parts`: activity, financial."""
    found = Declaration.objects.select_related("campaign", "activity__agreement").get(pk=declaration.pk)
    for name, value in {"state": state, **values}.items():
        setattr(found, name, value)
    states = parts or (PartState.PROVIDED, PartState.PROVIDED)
    found.parts_by_kind = {
        kind: DeclarationPart(declaration=found, kind=kind, state=each)
        for kind, each in zip(KINDS, states, strict=True)
    }
    found.last_transmission = None
    return found


def not_open(declaration: Declaration, *parts: str) -> Declaration:
    found = shown(declaration, State.TO_APPROVE, *parts)
    found.opens = clock.today() + timedelta(days=1)
    return found


def partner_acts(team: afas.Team, declaration: Declaration) -> dict[str, Decision]:
    """What each of the partner's people may do with the financial part, or with the whole."""
    provider, approver, today = team.fr_df, team.approver, clock.today()
    return {
        "save": rules.may_save_part(provider, declaration, "FINANCIAL", today),
        "provide": rules.may_provide_part(provider, declaration, "FINANCIAL", today),
        "reopen": rules.may_reopen_part(provider, declaration, "FINANCIAL", today),
        "send back": rules.may_send_back_part(approver, declaration, "FINANCIAL", today),
        "transmit": rules.may_transmit(approver, declaration, today),
    }


def test_nothing_before_the_opening(declaration, team):
    decisions = partner_acts(team, not_open(declaration))
    day = long_date(clock.today() + timedelta(days=1))
    said = f"Cette déclaration ouvrira le {day} (heure de\u00a0Paris)."
    assert {decision.reason for decision in decisions.values()} == {said}


def test_everything_may_begin_on_the_day_of_the_opening(declaration, team):
    found = shown(declaration, State.TO_ENTER, PartState.TO_ENTER, PartState.TO_ENTER)
    found.opens = clock.today()
    assert rules.not_open_reason(found, clock.today()) == ""
    assert partner_acts(team, found)["save"]


@pytest.mark.parametrize("state", [State.TRANSMITTED, State.IN_REVIEW])
def test_nothing_while_the_caf_has_it(declaration, team, state):
    decisions = partner_acts(team, shown(declaration, state))
    assert {decision.reason for decision in decisions.values()} == {"Cette déclaration a été transmise à la Caf."}


def test_nothing_once_it_is_validated(declaration, team):
    now = clock.now()
    decisions = partner_acts(team, shown(declaration, State.VALIDATED, closed_at=now))
    assert {decision.reason for decision in decisions.values()} == {
        f"La Caf a validé cette déclaration le {moment(now)}."
    }


@pytest.mark.parametrize("state", [State.TO_ENTER, State.IN_PROGRESS, State.TO_APPROVE, State.RETURNED])
def test_the_partner_holds_the_rest(declaration, state):
    """Also a declaration that was closed by mistake keeps no reason of the Caf's."""
    assert rules.held_by_caf_reason(shown(declaration, state, closed_at=clock.now())) == ""


def test_nobody_without_the_role_and_the_refusal_names_it(declaration, team):
    """The refusal carries the permission: it is a right that lacks, not a state."""
    found, today = shown(declaration, State.TO_APPROVE), clock.today()
    refused = {
        "Fournisseur de données financières": [
            rules.may_save_part(team.fr_da, found, "FINANCIAL", today),
            rules.may_provide_part(team.fr_da, found, "FINANCIAL", today),
            rules.may_reopen_part(team.fr_da, found, "FINANCIAL", today),
        ],
        "Approbateur": [
            rules.may_send_back_part(team.fr_df, found, "FINANCIAL", today),
            rules.may_transmit(team.fr_df, found, today),
        ],
    }
    for role, decisions in refused.items():
        for decision in decisions:
            said = f"Vous n’avez pas le rôle «\u00a0{role}\u00a0» sur cette activité."
            assert (decision.allowed, decision.reason, decision.lacking) == (False, said, True)
            assert decision.permission is not None


def test_what_is_provided_is_taken_back_first(declaration, team):
    """By whom and when, where that is known."""
    decisions = partner_acts(team, shown(declaration, State.IN_PROGRESS, PartState.IN_PROGRESS, PartState.PROVIDED))
    said = "Ces données sont fournies. Pour les modifier, reprenez-les en saisie."
    assert decisions["save"].reason == decisions["provide"].reason == said
    assert decisions["reopen"]
    assert decisions["send back"]
    waiting = partner_acts(team, shown(declaration, State.TO_APPROVE))["save"]
    assert waiting.reason == (
        "Ces données sont fournies. Elles attendent l’approbation. Pour les modifier, reprenez-les en saisie."
    )


@pytest.mark.parametrize("part", [PartState.TO_ENTER, PartState.IN_PROGRESS, PartState.TO_CORRECT])
def test_what_is_being_entered_is_neither_taken_back_nor_sent_back(declaration, team, part):
    decisions = partner_acts(team, shown(declaration, State.IN_PROGRESS, PartState.PROVIDED, part))
    assert decisions["save"]
    assert decisions["provide"]
    assert decisions["reopen"].reason == "Ces données sont déjà en cours de saisie."
    assert decisions["send back"].reason == "Ces données ne sont pas fournies : elles sont encore en saisie."
    assert decisions["transmit"].reason == (
        "Il manque encore les données financières\u00a0: la déclaration sera à approuver quand tout sera fourni."
    )


def test_both_missing_parts_are_named(declaration, team):
    found = shown(declaration, State.IN_PROGRESS, PartState.IN_PROGRESS, PartState.TO_ENTER)
    assert "les données d'activité et les données financières" in partner_acts(team, found)["transmit"].reason


@pytest.mark.parametrize("part", [PartState.ACCEPTED])
def test_what_the_caf_has_accepted_is_closed_for_good(declaration, team, part):
    """Whatever the declaration says: no part leaves that state."""
    decisions = partner_acts(team, shown(declaration, State.IN_PROGRESS, part, part))
    assert decisions["save"].reason == decisions["provide"].reason == "Ces données ne peuvent plus être modifiées."
    assert not decisions["reopen"]
    assert not decisions["send back"]


def test_a_declaration_that_is_not_to_approve_does_not_leave(declaration, team):
    """Both parts are provided, and the declaration does not say so yet."""
    decisions = partner_acts(team, shown(declaration, State.IN_PROGRESS))
    assert decisions["transmit"].reason == "Cette déclaration ne peut pas être transmise maintenant."


# The Caf ----------------------------------------------------------------------------------------


def caf_acts(who: Actor, declaration: Declaration) -> dict[str, Decision]:
    return {
        "take": rules.may_take(who, declaration),
        "validate": rules.may_validate(who, declaration),
        "return": rules.may_return(who, declaration),
    }


def test_only_who_handles_files_of_this_caf(declaration, team):
    """The refusal names the role, and where it would be needed."""
    found = shown(declaration, State.TRANSMITTED)
    for who in (team.approver, actor(caf_agent(CafFactory()))):
        for decision in caf_acts(who, found).values():
            said = f"Vous n’avez pas le rôle «\u00a0{Role.CAF_AGENT.label}\u00a0» pour cette Caf."
            assert (decision.allowed, decision.reason, decision.lacking) == (False, said, True)
            assert decision.permission == HANDLE


def test_a_free_file_is_taken_before_it_is_decided(declaration, team):
    decisions = caf_acts(team.agent, shown(declaration, State.TRANSMITTED))
    assert decisions["take"]
    said = "Prenez d’abord cette déclaration en charge."
    assert decisions["validate"].reason == decisions["return"].reason == said


def test_ones_own_file_is_decided_and_not_taken_again(declaration, team):
    decisions = caf_acts(team.agent, shown(declaration, State.IN_REVIEW, taken_by=team.agent.user))
    assert decisions["take"].reason == "Vous suivez déjà cette déclaration."
    assert decisions["validate"]
    assert decisions["return"]


def test_a_colleagues_file_is_taken_before_it_is_decided(declaration, team):
    colleague = actor(caf_agent(declaration.caf))
    decisions = caf_acts(colleague, shown(declaration, State.IN_REVIEW, taken_by=team.agent.user))
    assert decisions["take"]
    said = "Un autre gestionnaire suit cette déclaration\u00a0: prenez-la d’abord en charge."
    assert decisions["validate"].reason == decisions["return"].reason == said


@pytest.mark.parametrize(
    "state", [State.TO_ENTER, State.IN_PROGRESS, State.TO_APPROVE, State.RETURNED, State.VALIDATED]
)
def test_what_is_not_at_the_caf_is_not_handled(declaration, team, state):
    """Nor by the person who returned it, with whom it stays."""
    decisions = caf_acts(team.agent, shown(declaration, state, taken_by=team.agent.user))
    assert decisions["take"].reason == "Cette déclaration n’est pas à traiter."
    said = "Cette déclaration n’est pas en traitement."
    assert decisions["validate"].reason == decisions["return"].reason == said


def test_taking_over_names_the_colleague_unless_the_button_did(declaration, team):
    holder, now = team.agent.user, clock.now()
    held = shown(declaration, State.IN_REVIEW, taken_by=holder, taken_at=now)
    refused = rules.may_take_over(held, "")
    assert refused.reason.startswith(
        f"Cette déclaration a été prise en charge par {holder.get_full_name()} le {moment(now)}. "
    )
    assert rules.may_take_over(held, holder.public_id)
    assert rules.may_take_over(shown(declaration, State.TRANSMITTED), holder.public_id)
    assert rules.may_take_over(shown(declaration, State.TRANSMITTED), "")
