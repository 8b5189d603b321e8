"""What may follow what: the tables of `models.declarations`, asked in one place."""

from ..models import Declaration, DeclarationPart, PartState, State
from ..models.declarations import PART_TRANSITIONS, TRANSITIONS


def may_become(declaration: Declaration, target: str) -> bool:
    return target in TRANSITIONS[declaration.state]


def part_may_become(part: DeclarationPart, target: str) -> bool:
    return target in PART_TRANSITIONS[part.state]


def part_of(declaration: Declaration, kind: str) -> DeclarationPart:
    """KeyError for another kind. Reads the prefetched parts where there are any."""
    return {part.kind: part for part in declaration.parts.all()}[kind]


def state_by_parts(declaration: Declaration) -> State:
    """Where a declaration in the partner's hands stands, once one of its parts has moved."""
    provided = all(part.state == PartState.PROVIDED for part in declaration.parts.all())
    return State.TO_APPROVE if provided else State.IN_PROGRESS


def reachable(declaration: Declaration, target: str) -> bool:
    """Whether the declaration is there already, or may go there."""
    return declaration.state == target or may_become(declaration, target)
