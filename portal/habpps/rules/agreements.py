"""How a convention lives: drafted, validated, closed."""

from __future__ import annotations

from ..models import Agreement
from ..rights.decisions import Decision, allow, refuse
from .rights import TWO_ADMINISTRATORS


def missing_for_validation(*, has_contract: bool, enrolments: int, groups: int, administrators: int) -> list[str]:
    """What a convention still lacks, in French, in the order of the steps."""
    steps = (
        (has_contract, "le contrat de service"),
        (enrolments > 0, "un bulletin d'adhésion"),
        (groups > 0, "les groupes d'habilitation"),
        (administrators >= TWO_ADMINISTRATORS, "deux administrateurs"),
    )
    return [label for done, label in steps if not done]


def may_validate(state: str, missing: list[str]) -> Decision:
    if state != Agreement.State.DRAFT:
        return refuse("Cette convention est déjà validée ou clôturée.")
    if missing:
        return refuse(f"Il manque : {', '.join(missing)}.")
    return allow()


def may_close(state: str) -> Decision:
    if state == Agreement.State.CLOSED:
        return refuse("Cette convention est déjà clôturée.")
    if state == Agreement.State.DRAFT:
        return refuse("Cette convention n'est pas encore validée.")
    return allow()


def may_change(state: str) -> Decision:
    """A closed convention is history: nothing is added to it any more."""
    if state == Agreement.State.CLOSED:
        return refuse("Cette convention est clôturée : elle ne peut plus être modifiée.")
    return allow()
