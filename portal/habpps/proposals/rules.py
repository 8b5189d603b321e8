"""What one Caf may propose to the Caf that leads an organisation, and when a proposal may still be answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portal.habpps.models import Proposal
from portal.habpps.rights.decisions import Decision, allow, refuse

Changes = Mapping[str, Sequence[str]]


def may_propose(*, leads: bool, lead: str, waiting: bool) -> Decision:
    """`lead`: the name of the Caf that leads, "" while there is none; `waiting`: a proposal of this kind by the same Caf
    is not answered yet."""
    if leads:
        return refuse("Vous ne pouvez pas vous proposer un changement : votre Caf pilote cet organisme et le modifie.")
    if not lead:
        return refuse("Vous ne pouvez rien proposer : aucune Caf ne pilote cet organisme. Reprenez son pilotage.")
    if waiting:
        return refuse(
            f"Vous ne pouvez pas le proposer une seconde fois : votre Caf attend déjà une réponse de la {lead}. Annulez "
            "d'abord votre proposition, depuis la fiche de l'organisme."
        )
    return allow()


def may_propose_closing(*, closed: bool, own_lasting: bool) -> Decision:
    """`own_lasting`: the Caf that proposes has a convention with the organisation that has not ended."""
    if closed:
        return refuse("Vous ne pouvez pas proposer cette clôture : l'organisme est déjà clôturé.")
    if own_lasting:
        return refuse(
            "Vous ne pouvez pas encore proposer cette clôture : votre Caf a une convention avec cet organisme. "
            "Clôturez-la d'abord, ou supprimez son brouillon."
        )
    return allow()


def may_answer(state: str) -> Decision:
    if state == Proposal.State.WAITING:
        return allow()
    return refuse("Vous ne pouvez plus répondre à cette proposition : elle n'attend plus de réponse.")


def may_cancel(state: str, *, own: bool) -> Decision:
    """`own`: the actor administers the Caf that proposed it, whose colleagues may stand in for its author."""
    if not own:
        return refuse("Vous ne pouvez pas annuler cette proposition : seule la Caf qui l'a faite le peut.")
    if state != Proposal.State.WAITING:
        return refuse("Vous ne pouvez plus annuler cette proposition : la Caf pilote a répondu.")
    return allow()


def outdated_fields(changes: Changes, current: Mapping[str, str]) -> list[str]:
    """The fields that have changed since the proposal was made: accepting would overwrite what was not seen then."""
    return [name for name, (was, _) in changes.items() if current[name] != was]
