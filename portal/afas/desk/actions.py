"""The Caf's actions: take a declaration in hand, return it for correction, validate it."""

from collections.abc import Iterable

from django.db import transaction

from portal.afas.declarations.actions import (
    add_history,
    is_second_click,
    lock_declaration,
    required_reason,
    set_part_state,
    set_state,
)
from portal.afas.declarations.mails import mail_returned, mail_validated
from portal.afas.declarations.rules import may_return, may_take, may_take_over, may_validate, part_of
from portal.afas.models import Declaration, Event, PartKind, PartState, State
from portal.afas.permissions import HANDLE
from portal.base import clock
from portal.base.errors import ActionError
from portal.habpps.rights.actor import Actor
from portal.habpps.rights.decisions import require_decision


@transaction.atomic
def take_declaration(*, actor: Actor, declaration: Declaration, shown_holder: str = "") -> Declaration:
    """The actor handles the file from now on, also after a colleague, whose public id is then `shown_holder`.

    Raises Refused, also when a colleague has taken it since the button was shown.
    """
    actor, declaration = lock_declaration(actor, declaration, HANDLE)
    if declaration.state == State.IN_REVIEW and declaration.taken_by_id == actor.id:
        return declaration
    require_decision(may_take(actor, declaration))
    require_decision(may_take_over(declaration, shown_holder))
    set_state(declaration, State.IN_REVIEW, taken_by=actor.user, taken_at=clock.now())
    add_history(actor, declaration, Event.Kind.TAKEN)
    return declaration


@transaction.atomic
def return_for_correction(*, actor: Actor, declaration: Declaration, parts: Iterable[str], reason: str) -> Declaration:
    """Reopen the named parts; the others stay provided, and the transmitted version stays in the history.

    The file stays with the actor, for when it comes back. Raises Refused, and ActionError on `reason` and `parts`.
    """
    actor, declaration = lock_declaration(actor, declaration, HANDLE)
    kinds = sorted({str(kind) for kind in parts})
    only = kinds[0] if len(kinds) == 1 else ""
    allowed = may_return(actor, declaration)
    if not allowed and is_second_click(actor, declaration, Event.Kind.RETURNED, part=only, reason=reason.strip()):
        return declaration
    require_decision(allowed)
    if not kinds or not set(kinds) <= set(PartKind.values):
        raise ActionError({"parts": ["Choisissez au moins une partie à corriger."]})
    reason = required_reason(reason)
    for kind in kinds:
        part = part_of(declaration, kind)
        set_part_state(part, PartState.TO_CORRECT, provided_at=None, provided_by=None, correction=reason)
    set_state(declaration, State.RETURNED)
    add_history(actor, declaration, Event.Kind.RETURNED, part=only, reason=reason, parts=kinds)
    mail_returned(actor, declaration, kinds, reason)
    return declaration


@transaction.atomic
def validate_declaration(*, actor: Actor, declaration: Declaration) -> Declaration:
    """Close the file: nothing of it changes any more. Raises Refused."""
    actor, declaration = lock_declaration(actor, declaration, HANDLE)
    allowed = may_validate(actor, declaration)
    if not allowed and is_second_click(actor, declaration, Event.Kind.VALIDATED):
        return declaration
    require_decision(allowed)
    for part in declaration.parts_by_kind.values():
        set_part_state(part, PartState.ACCEPTED)
    set_state(declaration, State.VALIDATED, closed_at=clock.now())
    add_history(actor, declaration, Event.Kind.VALIDATED)
    mail_validated(actor, declaration)
    return declaration
