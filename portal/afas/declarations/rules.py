"""Who may do what with a declaration, by role over the activity, state and dates: pure decisions."""

from datetime import date

from portal.afas.models import Declaration, DeclarationPart, Event, PartKind, PartState, State
from portal.afas.models.declarations import HELD_BY_CAF, OPEN_STATES, PART_TRANSITIONS, TRANSITIONS
from portal.afas.permissions import APPROVE, ENTER_ACTIVITY_DATA, ENTER_FINANCIAL_DATA, HANDLE
from portal.base.formats import PARIS, long_date, moment
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import Decision, allow, is_allowed, refuse
from portal.habpps.rights.permissions import Permission
from portal.habpps.rights.roles import Role


def is_late(declaration: Declaration, today: date) -> bool:
    """Whether its first version left, or has still not left, after its due date. Late is accepted, and shown.

    A declaration that the Caf returned is not late for being corrected after that date, nor one that is not owed.
    """
    if declaration.version:
        return declaration.late
    return today > declaration.due and declaration.state in OPEN_STATES and declaration.owed


def not_open_reason(declaration: Declaration, today: date) -> str:
    if declaration.opens <= today:
        return ""
    return f"Cette déclaration ouvrira le {long_date(declaration.opens)} ({PARIS})."


def held_by_caf_reason(declaration: Declaration) -> str:
    """Who sent it and when, and where it stands with the Caf; "" while the partner may change it."""
    if declaration.state == State.WAIVED:
        when = f" le {moment(declaration.waived_at)}" if declaration.waived_at else ""
        return f"La Caf a déclaré cette déclaration sans objet{when}."
    if declaration.state == State.VALIDATED and declaration.closed_at:
        return f"La Caf a validé cette déclaration le {moment(declaration.closed_at)}."
    if declaration.state not in HELD_BY_CAF:
        return ""
    sent = declaration.last_transmission
    if sent is None:
        return "Cette déclaration a été transmise à la Caf."
    return (
        f"Cette déclaration a été transmise à la Caf par {sent.transmitted_by.name_on(sent.transmitted_at)} "
        f"le {moment(sent.transmitted_at)}. Elle ne peut être corrigée que si la Caf la retourne."
    )


ACTS = {
    Event.Kind.PROVIDED: "{part} ont été fournies",
    Event.Kind.SENT_BACK: "{part} ont été renvoyées à la saisie",
    Event.Kind.REOPENED: "{part} ont été reprises en saisie",
    Event.Kind.RETURNED: "Cette déclaration a été retournée à l’organisme",
    Event.Kind.VALIDATED: "Cette déclaration a été validée",
}


def describe_act(event: Event) -> str:
    """« Les données financières ont été fournies par Camille Exemple le 3 décembre 2026 à 15 h 04. »"""
    part = f"Les {event.get_part_display().lower()}" if event.part else ""
    return f"{ACTS[Event.Kind(event.kind)].format(part=part)} par {event.by.name_on(event.at)} le {moment(event.at)}."


def lock_reason(declaration: Declaration, kind: str, actor: Actor, today: date) -> str | None:
    """Why the actor may not enter this part now, in French; None when they may."""
    if not is_allowed(actor, ENTER[kind], declaration):
        return refuse_without_role(ENTER[kind]).reason
    return closed_reason(declaration, kind, today)


def closed_reason(declaration: Declaration, kind: str, today: date) -> str | None:
    """Why nobody may enter this part now, in French; None when those with the right may."""
    reason = not_open_reason(declaration, today) or held_by_caf_reason(declaration)
    if reason:
        return reason
    part = part_of(declaration, kind)
    if part.state == PartState.PROVIDED:
        waiting = " Elles attendent l’approbation." if declaration.state == State.TO_APPROVE else ""
        return f"{_provided_sentence(part)}{waiting} Pour les modifier, reprenez-les en saisie."
    return None


def _provided_sentence(part: DeclarationPart) -> str:
    """With the person and the moment, where they were loaded: a list of declarations asks for no sentence."""
    if not DeclarationPart.provided_by.is_cached(part) or part.provided_by is None:
        return "Ces données sont fournies."
    return (
        f"Ces données ont été fournies par {part.provided_by.name_on(part.provided_at)} le {moment(part.provided_at)}."
    )


# Who provides each part.
PROVIDER_ROLE = {PartKind.ACTIVITY: Role.ACTIVITY_DATA_PROVIDER, PartKind.FINANCIAL: Role.FINANCIAL_DATA_PROVIDER}
ENTER: dict[str, Permission] = {PartKind.ACTIVITY: ENTER_ACTIVITY_DATA, PartKind.FINANCIAL: ENTER_FINANCIAL_DATA}


def refuse_without_role(permission: Permission) -> Decision:
    """A refusal that names the missing role."""
    roles = " ou ".join(sorted(f"«\u00a0{role.label}\u00a0»" for role in permission.roles))
    return Decision(False, f"Vous n’avez pas le rôle {roles} sur cette activité.", None, permission, lacking=True)


def may_become(declaration: Declaration, target: str) -> bool:
    return target in TRANSITIONS[declaration.state]


def part_may_become(part: DeclarationPart, target: str) -> bool:
    return target in PART_TRANSITIONS[part.state]


def part_of(declaration: Declaration, kind: str) -> DeclarationPart:
    """KeyError for another kind."""
    return declaration.parts_by_kind[kind]


def state_by_parts(declaration: Declaration) -> State:
    """Where a declaration in the partner's hands stands, once one of its parts has moved."""
    provided = all(part.state == PartState.PROVIDED for part in declaration.parts_by_kind.values())
    return State.TO_APPROVE if provided else State.IN_PROGRESS


def is_or_may_become(declaration: Declaration, target: str) -> bool:
    """Whether the declaration is there already, or may go there."""
    return declaration.state == target or may_become(declaration, target)


def may_save_part(actor: Actor, declaration: Declaration, kind: str, today: date) -> Decision:
    """Late entries are accepted; entries before the opening are not."""
    if not is_allowed(actor, ENTER[kind], declaration):
        return refuse_without_role(ENTER[kind])
    reason = lock_reason(declaration, kind, actor, today)
    if reason:
        return refuse(reason)
    part = part_of(declaration, kind)
    open_part = part.state == PartState.IN_PROGRESS or part_may_become(part, PartState.IN_PROGRESS)
    if not open_part or not is_or_may_become(declaration, State.IN_PROGRESS):
        return refuse("Ces données ne peuvent plus être modifiées.")
    return allow()


def may_provide_part(actor: Actor, declaration: Declaration, kind: str, today: date) -> Decision:
    allowed = may_save_part(actor, declaration, kind, today)
    if allowed and not part_may_become(part_of(declaration, kind), PartState.PROVIDED):
        return refuse("Ces données ne peuvent pas être fournies maintenant.")
    return allowed


def may_reopen_part(actor: Actor, declaration: Declaration, kind: str, today: date) -> Decision:
    """A provider takes data back as long as they have not left for the Caf."""
    if not is_allowed(actor, ENTER[kind], declaration):
        return refuse_without_role(ENTER[kind])
    reason = not_open_reason(declaration, today) or held_by_caf_reason(declaration)
    if reason:
        return refuse(reason)
    if part_of(declaration, kind).state != PartState.PROVIDED:
        return refuse("Ces données sont déjà en cours de saisie.")
    if not is_or_may_become(declaration, State.IN_PROGRESS):
        return refuse("Cette déclaration ne peut pas être reprise en saisie.")
    return allow()


def may_send_back_part(actor: Actor, declaration: Declaration, kind: str, today: date) -> Decision:
    if not is_allowed(actor, APPROVE, declaration):
        return refuse_without_role(APPROVE)
    reason = not_open_reason(declaration, today) or held_by_caf_reason(declaration)
    if reason:
        return refuse(reason)
    if not part_may_become(part_of(declaration, kind), PartState.TO_CORRECT):
        return refuse("Ces données ne sont pas fournies : elles sont encore en saisie.")
    if not is_or_may_become(declaration, State.IN_PROGRESS):
        return refuse("Cette déclaration ne peut pas être renvoyée à la saisie.")
    return allow()


def may_transmit(actor: Actor, declaration: Declaration, today: date) -> Decision:
    """The role, the state, and, where the convention demands it, a person who has not entered the data."""
    if not is_allowed(actor, APPROVE, declaration):
        return refuse_without_role(APPROVE)
    reason = not_open_reason(declaration, today) or held_by_caf_reason(declaration)
    if reason:
        return refuse(reason)
    missing = [part for part in declaration.parts_by_kind.values() if part.state != PartState.PROVIDED]
    if missing:
        which = " et ".join(f"les {part.get_kind_display().lower()}" for part in missing)
        return refuse(f"Il manque encore {which}\u00a0: la déclaration sera à approuver quand tout sera fourni.")
    if not may_become(declaration, State.TRANSMITTED):
        return refuse("Cette déclaration ne peut pas être transmise maintenant.")
    if is_barred_from_approving(actor.id, declaration):
        return refuse(
            "La convention demande que la personne qui approuve n’ait rien saisi\u00a0: vous avez saisi des données de "
            "cette déclaration. Un autre approbateur doit la transmettre\u00a0; s’il n’y en a pas, l’administrateur de "
            "votre organisme peut donner ce rôle."
        )
    return allow()


def approval_warning(actor: Actor, declaration: Declaration) -> str:
    """What the recap tells an approver who has also entered data, where the convention allows it; else ""."""
    if declaration.activity.agreement.separate_approver or not has_entered_data(actor.id, declaration):
        return ""
    return "Vous avez vous-même saisi des données de cette déclaration. Relisez-les avant de les transmettre."


def entry_warning(actor: Actor, declaration: Declaration) -> str:
    """What an approver reads before entering data, where the convention demands two people; else ""."""
    if not declaration.activity.agreement.separate_approver or not is_allowed(actor, APPROVE, declaration):
        return ""
    if has_entered_data(actor.id, declaration):
        return "Vous avez saisi des données de cette déclaration\u00a0: un autre approbateur devra la transmettre."
    return (
        "La convention demande que la personne qui approuve n’ait rien saisi. Si vous modifiez ces données, un autre "
        "approbateur devra transmettre cette déclaration."
    )


def is_barred_from_approving(person_id: int | None, declaration: Declaration) -> bool:
    """Whether the convention demands two people, and this one has entered data."""
    return declaration.activity.agreement.separate_approver and has_entered_data(person_id, declaration)


def has_entered_data(person_id: int | None, declaration: Declaration) -> bool:
    """Whether the person has typed, justified or provided something of what would be transmitted.

    The last person of each part counts without a `PartContributor`: before these rows, nothing else was written.
    """
    last = {key for part in declaration.parts_by_kind.values() for key in (part.provided_by_id, part.edited_by_id)}
    return person_id in last or declaration.is_entered_by(person_id)


def may_take(actor: Actor, declaration: Declaration) -> Decision:
    """Also from a colleague, who may be absent."""
    if not is_allowed(actor, HANDLE, declaration):
        return _refuse_outside_caf()
    if declaration.state not in HELD_BY_CAF:
        return refuse("Cette déclaration n’est pas à traiter.")
    if declaration.state == State.IN_REVIEW and declaration.taken_by_id == actor.id:
        return refuse("Vous suivez déjà cette déclaration.")
    return allow()


def may_take_over(declaration: Declaration, shown_holder: str) -> Decision:
    """Nobody takes by accident what a colleague has just taken. `shown_holder`: public id of the person who had it when
    the button was shown, "" for nobody."""
    holder = declaration.taken_by
    if declaration.state != State.IN_REVIEW or holder is None or holder.public_id == shown_holder:
        return allow()
    return refuse(
        f"Cette déclaration a été prise en charge par {holder.get_full_name()} le {moment(declaration.taken_at)}. "
        "Si vous devez la suivre à sa place, choisissez de nouveau «\u00a0Prendre en charge\u00a0»."
    )


def may_close(actor: Actor, declaration: Declaration, target: State) -> Decision:
    """Validate or return: by the agent who has the file in hand."""
    if not is_allowed(actor, HANDLE, declaration):
        return _refuse_outside_caf()
    if declaration.state == State.TRANSMITTED:
        return refuse("Prenez d’abord cette déclaration en charge.")
    if declaration.state != State.IN_REVIEW or not may_become(declaration, target):
        return refuse("Cette déclaration n’est pas en traitement.")
    if declaration.taken_by_id != actor.id:
        return refuse("Un autre gestionnaire suit cette déclaration\u00a0: prenez-la d’abord en charge.")
    return allow()


def may_validate(actor: Actor, declaration: Declaration) -> Decision:
    return may_close(actor, declaration, State.VALIDATED)


def may_return(actor: Actor, declaration: Declaration) -> Decision:
    return may_close(actor, declaration, State.RETURNED)


def _refuse_outside_caf() -> Decision:
    missing = refuse_without_role(HANDLE)
    return Decision(
        False, missing.reason.replace("sur cette activité", "pour cette Caf"), None, HANDLE, missing.lacking
    )
