"""What is due first, for one person: the cards of « Accueil AFAS » and of the portal's home page."""

from __future__ import annotations

from collections.abc import Iterable

from portal.afas.models import Declaration, PartState, State
from portal.habpps.rights.actor import Actor
from portal.ui.pieces import Action, Todo

from ..wording import declaration_name
from .steps import describe_due_date, next_steps


def with_next_action(actor: Actor, declarations: Iterable[Declaration]) -> list[tuple[Declaration, Action]]:
    """The declarations where this person has something to do, each with the next action; the order is kept."""
    pairs = [(declaration, next_steps(actor, declaration, actor.today)) for declaration in declarations]
    return [(declaration, steps[0]) for declaration, steps in pairs if steps]


def todo_cards(actor: Actor, declarations: Iterable[Declaration]) -> list[Todo]:
    found = []
    for declaration, action in with_next_action(actor, declarations):
        when = describe_due_date(declaration, actor.today)
        found.append(
            Todo(
                declaration_name(declaration),
                action,
                due=when.sentence,
                text=todo_reason(actor, declaration),
                urgent=when.urgent,
            )
        )
    return found


def todo_reason(actor: Actor, declaration: Declaration) -> str:
    """Why it is here, where the button alone does not say it."""
    if declaration.state == State.RETURNED:
        return "Retournée par la Caf avec un motif."
    if any(part.state == PartState.TO_CORRECT for part in declaration.parts_by_kind.values()):
        return "Une partie a été renvoyée à la saisie avec un motif."
    if declaration.state == State.TO_APPROVE:
        return "Les deux parties sont fournies."
    return ""
