"""What the Caf may do with a declaration that it has received."""

from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, allow, refuse

from ..models import Declaration, State
from .roles import HANDLE, holds, no_role
from .transitions import may_become


def may_take(actor: Actor, declaration: Declaration) -> Decision:
    """Also from a colleague, who may be absent."""
    if not holds(actor, HANDLE, declaration):
        return _not_of_the_caf()
    if declaration.state == State.IN_REVIEW:
        return refuse("Vous suivez déjà cette déclaration.") if declaration.taken_by_id == actor.id else allow()
    if not may_become(declaration, State.IN_REVIEW):
        return refuse("Cette déclaration n’est pas à traiter.")
    return allow()


def may_close(actor: Actor, declaration: Declaration, target: State) -> Decision:
    """Validate or return: by the agent who has the file in hand."""
    if not holds(actor, HANDLE, declaration):
        return _not_of_the_caf()
    if declaration.state == State.TRANSMITTED:
        return refuse("Prenez d’abord cette déclaration en charge.")
    if not may_become(declaration, target):
        return refuse("Cette déclaration n’est pas en traitement.")
    if declaration.taken_by_id != actor.id:
        return refuse("Un autre gestionnaire suit cette déclaration\u00a0: prenez-la d’abord en charge.")
    return allow()


def may_validate(actor: Actor, declaration: Declaration) -> Decision:
    return may_close(actor, declaration, State.VALIDATED)


def may_return(actor: Actor, declaration: Declaration) -> Decision:
    return may_close(actor, declaration, State.RETURNED)


def _not_of_the_caf() -> Decision:
    missing = no_role(HANDLE)
    return Decision(
        False, missing.reason.replace("sur cette activité", "pour cette Caf"), None, HANDLE, missing.lacking
    )
