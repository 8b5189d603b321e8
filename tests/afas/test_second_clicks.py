"""The second click on an act: one's own is answered as the first; after somebody else's, one reads who did it and when."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from portal.afas.approval.actions import send_back_part, transmit_declaration
from portal.afas.desk.actions import return_for_correction, take_declaration, validate_declaration
from portal.afas.entry.actions import provide_part, reopen_part
from portal.afas.models import Declaration, Event
from portal.base.errors import Refused
from portal.base.formats import moment
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.roles import Role
from tests.factories import afas
from tests.factories.habpps import actor, caf_agent, with_roles

from .unchanged import unchanged

pytestmark = pytest.mark.django_db
REASON = "Détaillez le compte 64."


@dataclass
class Act:
    """`who` does it once the declaration is in `state`; `said`: how the sentence begins for anybody else."""

    state: str
    who: str
    run: Callable[..., Any]
    said: str
    kind: Event.Kind


def provide(actor: Actor, declaration: Declaration) -> Any:
    return provide_part(actor=actor, declaration=declaration, kind="FINANCIAL", edits=1, justifications={})


def reopen(actor: Actor, declaration: Declaration) -> Any:
    return reopen_part(actor=actor, declaration=declaration, kind="FINANCIAL")


def send_back(actor: Actor, declaration: Declaration, reason: str = REASON) -> Any:
    return send_back_part(actor=actor, declaration=declaration, kind="FINANCIAL", reason=reason)


def transmit(actor: Actor, declaration: Declaration) -> Any:
    return transmit_declaration(actor=actor, declaration=declaration, edits={"ACTIVITY": 1, "FINANCIAL": 1})


def take(actor: Actor, declaration: Declaration) -> Any:
    return take_declaration(actor=actor, declaration=declaration)


def send_to_partner(actor: Actor, declaration: Declaration, reason: str = REASON, parts: tuple = ("FINANCIAL",)) -> Any:
    return return_for_correction(actor=actor, declaration=declaration, parts=parts, reason=reason)


def validate(actor: Actor, declaration: Declaration) -> Any:
    return validate_declaration(actor=actor, declaration=declaration)


KIND = Event.Kind
ACTS = {
    "provide": Act("entered", "fr_df", provide, "Les données financières ont été fournies", KIND.PROVIDED),
    "reopen": Act("provided", "fr_df", reopen, "Les données financières ont été reprises en saisie", KIND.REOPENED),
    "send back": Act(
        "provided", "approver", send_back, "Les données financières ont été renvoyées à la saisie", KIND.SENT_BACK
    ),
    "transmit": Act("provided", "approver", transmit, "Cette déclaration a été transmise à la Caf", KIND.TRANSMITTED),
    "take": Act("transmitted", "agent", take, "Cette déclaration a été prise en charge", KIND.TAKEN),
    "return": Act("taken", "agent", send_to_partner, "Cette déclaration a été retournée à l’organisme", KIND.RETURNED),
    "validate": Act("taken", "agent", validate, "Cette déclaration a été validée", KIND.VALIDATED),
}
ROLES = {"fr_df": Role.FINANCIAL_DATA_PROVIDER, "approver": Role.APPROVER}


@pytest.fixture
def declaration():
    return afas.declaration_of()


@pytest.fixture
def team(declaration):
    return afas.team_of(declaration)


def somebody_else(declaration: Declaration, who: str) -> Actor:
    """With the same right, whose name is not that of the team's."""
    if who == "agent":
        return actor(caf_agent(declaration.caf, last_name="Autre"))
    return actor(with_roles(declaration.activity, ROLES[who], last_name="Autre"))


@pytest.mark.parametrize("name", ACTS)
def test_ones_own_second_click_is_a_quiet_success(declaration, team, name):
    act = ACTS[name]
    getattr(afas, act.state)(declaration, team)
    who = getattr(team, act.who)
    first = act.run(who, declaration)
    with unchanged():
        assert act.run(who, declaration).pk == first.pk


@pytest.mark.parametrize("name", ACTS)
def test_anybody_else_reads_who_did_it_and_when(declaration, team, name):
    act = ACTS[name]
    getattr(afas, act.state)(declaration, team)
    other, who = somebody_else(declaration, act.who), getattr(team, act.who)
    act.run(who, declaration)
    done = Event.objects.filter(kind=act.kind).latest("at")
    with unchanged(), pytest.raises(Refused) as refused:
        act.run(other, declaration)
    assert str(refused.value).startswith(f"{act.said} par {who.user.get_full_name()} le {moment(done.at)}.")


@pytest.mark.parametrize("act", [send_back, send_to_partner])
def test_another_reason_is_not_a_second_click(declaration, team, act):
    """It would be lost without a word."""
    state, who = ("provided", team.approver) if act is send_back else ("taken", team.agent)
    getattr(afas, state)(declaration, team)
    act(who, declaration)
    with unchanged(), pytest.raises(Refused):
        act(who, declaration, "Un autre motif.")


@pytest.mark.parametrize("parts", [("ACTIVITY",), ("ACTIVITY", "FINANCIAL")])
def test_other_parts_are_not_a_second_click(declaration, team, parts):
    afas.taken(declaration, team)
    send_to_partner(team.agent, declaration)
    with unchanged(), pytest.raises(Refused):
        send_to_partner(team.agent, declaration, parts=parts)


def test_surrounding_spaces_are_no_other_reason(declaration, team):
    afas.taken(declaration, team)
    send_to_partner(team.agent, declaration)
    with unchanged():
        send_to_partner(team.agent, declaration, f" {REASON}\n")


def test_a_form_that_is_older_than_what_was_provided_is_no_second_click(declaration, team):
    afas.entered(declaration, team)
    provide(team.fr_df, declaration)
    with unchanged(), pytest.raises(Refused):
        provide_part(actor=team.fr_df, declaration=declaration, kind="FINANCIAL", edits=0, justifications={})


def test_what_happened_to_the_other_part_in_between_changes_nothing(declaration, team):
    afas.entered(declaration, team)
    provide(team.fr_df, declaration)
    afas.provide(declaration, team, "ACTIVITY")
    with unchanged():
        provide(team.fr_df, declaration)


def test_an_act_that_something_has_followed_is_not_clicked_again(declaration, team):
    """The one who returned it, once it has come back: it is in their hands, and they would return it anew."""
    afas.taken(declaration, team)
    send_to_partner(team.agent, declaration)
    afas.provide(declaration, team, "FINANCIAL")
    with unchanged(), pytest.raises(Refused, match="n’est pas en traitement"):
        send_to_partner(team.agent, declaration)
