"""Why a part cannot be changed just now (norm 19)."""

from datetime import date

from portal.base.formats import long_date, moment
from portal.habpps.rights.actor import Actor

from ..models import Declaration, PartState, State
from ..models.declarations import HELD_BY_CAF
from .roles import ENTER, holds, no_role
from .transitions import part_of


def is_late(declaration: Declaration, today: date) -> bool:
    """Its first version left, or has still not left, after its due date. Late is accepted, and said.

    A declaration that the Caf returned is not late for being corrected after that date.
    """
    return declaration.late if declaration.version else today > declaration.due


def not_open_yet(declaration: Declaration, today: date) -> str:
    if declaration.opens <= today:
        return ""
    return f"Cette déclaration ouvrira le {long_date(declaration.opens)}."


def held_by_caf(declaration: Declaration) -> str:
    """Who sent it and when, and where it stands with the Caf; "" while it is the partner's."""
    if declaration.state == State.VALIDATED and declaration.closed_at:
        return f"La Caf a validé cette déclaration le {moment(declaration.closed_at)}."
    if declaration.state not in HELD_BY_CAF:
        return ""
    sent = declaration.last_transmission
    if sent is None:
        return "Cette déclaration a été transmise à la Caf."
    return (
        f"Cette déclaration a été transmise à la Caf par {sent.transmitted_by.get_full_name()} "
        f"le {moment(sent.transmitted_at)}. Elle ne peut être corrigée que si la Caf la retourne."
    )


def lock_reason(declaration: Declaration, kind: str, actor: Actor, today: date) -> str | None:
    """Why the actor may not enter this half now, in French; None when they may."""
    if not holds(actor, ENTER[kind], declaration):
        return no_role(ENTER[kind]).reason
    return closed_reason(declaration, kind, today)


def closed_reason(declaration: Declaration, kind: str, today: date) -> str | None:
    """The same, whoever asks."""
    reason = not_open_yet(declaration, today) or held_by_caf(declaration)
    if reason:
        return reason
    part = part_of(declaration, kind)
    if part.state == PartState.PROVIDED:
        if declaration.state == State.TO_APPROVE:
            return "Ces données sont fournies et attendent l’approbation. Pour les modifier, reprenez-les en saisie."
        return "Ces données sont fournies. Pour les modifier, reprenez-les en saisie."
    return None
