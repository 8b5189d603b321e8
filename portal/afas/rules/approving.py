"""Who may send a half back, and who may transmit."""

from datetime import date

from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, allow, refuse

from ..models import Declaration, PartState, State
from .locks import held_by_caf, not_open_yet
from .roles import APPROVE, holds, no_role
from .transitions import may_become, part_may_become, part_of, reachable


def may_send_back_part(actor: Actor, declaration: Declaration, kind: str, today: date) -> Decision:
    if not holds(actor, APPROVE, declaration):
        return no_role(APPROVE)
    reason = not_open_yet(declaration, today) or held_by_caf(declaration)
    if reason:
        return refuse(reason)
    if not part_may_become(part_of(declaration, kind), PartState.TO_CORRECT):
        return refuse("Ces données ne sont pas fournies : elles sont encore en saisie.")
    if not reachable(declaration, State.IN_PROGRESS):
        return refuse("Cette déclaration ne peut pas être renvoyée à la saisie.")
    return allow()


def may_transmit(actor: Actor, declaration: Declaration, today: date) -> Decision:
    """The role, the state, and, where the convention demands it, a person who has not entered the data."""
    if not holds(actor, APPROVE, declaration):
        return no_role(APPROVE)
    reason = not_open_yet(declaration, today) or held_by_caf(declaration)
    if reason:
        return refuse(reason)
    missing = [part for part in declaration.parts.all() if part.state != PartState.PROVIDED]
    if missing:
        which = " et ".join(f"les {part.get_kind_display().lower()}" for part in missing)
        return refuse(f"Il manque encore {which}\u00a0: la déclaration sera à approuver quand tout sera fourni.")
    if not may_become(declaration, State.TRANSMITTED):
        return refuse("Cette déclaration ne peut pas être transmise maintenant.")
    if declaration.activity.agreement.separate_approver and has_entered_data(actor, declaration):
        return refuse(
            "La convention demande que la personne qui approuve n’ait pas fourni les données. "
            "Un autre approbateur doit transmettre cette déclaration."
        )
    return allow()


def approval_warning(actor: Actor, declaration: Declaration) -> str:
    """What the recap says to an approver who has also entered the data, where the convention lets them; "" else."""
    if declaration.activity.agreement.separate_approver or not has_entered_data(actor, declaration):
        return ""
    return "Vous avez vous-même fourni des données de cette déclaration. Relisez-les avant de les transmettre."


def has_entered_data(actor: Actor, declaration: Declaration) -> bool:
    return any(actor.id in (part.provided_by_id, part.edited_by_id) for part in declaration.parts.all())
