"""Who may enter and hand over the data of one half."""

from datetime import date

from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, allow, refuse

from ..models import Declaration, PartState, State
from .locks import held_by_caf, lock_reason, not_open_yet
from .roles import ENTER, holds, no_role
from .transitions import part_may_become, part_of, reachable


def may_save_part(actor: Actor, declaration: Declaration, kind: str, today: date) -> Decision:
    """Late entries are accepted; entries before the opening are not."""
    if not holds(actor, ENTER[kind], declaration):
        return no_role(ENTER[kind])
    reason = lock_reason(declaration, kind, actor, today)
    if reason:
        return refuse(reason)
    part = part_of(declaration, kind)
    open_part = part.state == PartState.IN_PROGRESS or part_may_become(part, PartState.IN_PROGRESS)
    if not open_part or not reachable(declaration, State.IN_PROGRESS):
        return refuse("Ces données ne peuvent plus être modifiées.")
    return allow()


def may_provide_part(actor: Actor, declaration: Declaration, kind: str, today: date) -> Decision:
    allowed = may_save_part(actor, declaration, kind, today)
    if allowed and not part_may_become(part_of(declaration, kind), PartState.PROVIDED):
        return refuse("Ces données ne peuvent pas être fournies maintenant.")
    return allowed


def may_reopen_part(actor: Actor, declaration: Declaration, kind: str, today: date) -> Decision:
    """A provider takes data back as long as they have not left for the Caf."""
    if not holds(actor, ENTER[kind], declaration):
        return no_role(ENTER[kind])
    reason = not_open_yet(declaration, today) or held_by_caf(declaration)
    if reason:
        return refuse(reason)
    if part_of(declaration, kind).state != PartState.PROVIDED:
        return refuse("Ces données sont déjà en cours de saisie.")
    if not reachable(declaration, State.IN_PROGRESS):
        return refuse("Cette déclaration ne peut pas être reprise en saisie.")
    return allow()
