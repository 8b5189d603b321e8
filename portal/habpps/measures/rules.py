"""When the Caf may take a precaution (domain.md, HABPPS): who is told why is decided here too."""

from __future__ import annotations

from portal.habpps.models import Agreement, Measure
from portal.habpps.rights.decisions import Decision, allow, refuse

Kind = Measure.Kind
OVER_ONE_PERSON = (Kind.SUSPEND_PERSON, Kind.FORCE_PASSWORD)


def may_measure_agreement(kind: str, state: str, *, delegated: bool) -> Decision:
    """Over a whole convention: only one that is in force, and a delegation that exists."""
    if state != Agreement.State.VALIDATED:
        return refuse("Cette convention n'est pas en vigueur : aucun droit n'y vaut, il n'y a rien à suspendre.")
    if kind == Kind.WITHDRAW_DELEGATION and not delegated:
        return refuse("La gestion des habilitations n'est pas déléguée : la Caf l'assure déjà.")
    return allow()


def may_measure_person(*, actor_id: int | None, user_id: int, state: str, ended: bool) -> Decision:
    """Over one person's access to a convention; never over one's own."""
    if actor_id == user_id:
        return refuse("Vous ne pouvez pas prendre de mesure envers vous-même.")
    if state == Agreement.State.CLOSED:
        return refuse("Cette convention est clôturée : aucun droit n'y vaut plus.")
    if ended:
        return refuse("L'accès de cette personne à la convention a pris fin.")
    return allow()


def may_lift(*, actor_id: int | None, user_id: int | None) -> Decision:
    """`user_id`: over whom the measure is; None for a whole convention."""
    if actor_id == user_id:
        return refuse("Vous ne pouvez pas lever une mesure prise envers vous-même.")
    return allow()


def reason_is_told(kind: str, *, own: bool) -> bool:
    """Who meets a precaution learns why (CRPA L211-2: an unfavourable decision is motivated).

    What was written of one person is told to that person alone; the administrators learn the fact, and whom to ask.
    What concerns the convention is told to its administrators, who answer for it.
    """
    return own or kind not in OVER_ONE_PERSON
